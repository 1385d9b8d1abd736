//! From pixels to a JPEG file.

use mozjpeg::{ColorSpace, Compress, Marker};

use super::profile::INTRODUCTION;
use super::unwound::caught;
use crate::encode::Encoded;
use crate::pixels::{Layout, Pixels};
use crate::{Error, Format};

/// What of a profile fits into a segment.
const PART: usize = 65_519;

/// Encodes a thumbnail, grey or in colour.
pub(super) fn encode(thumbnail: &Pixels, profile: Option<&[u8]>, quality: u8) -> Result<Encoded, Error> {
    let bytes = caught(
        || write(thumbnail, profile, quality).map_err(|error| Format::Jpeg.unencoded(&error)),
        |message| Format::Jpeg.unencoded(&message),
    )?;
    Ok(Encoded {
        size: thumbnail.size,
        bytes,
    })
}

fn write(thumbnail: &Pixels, profile: Option<&[u8]>, quality: u8) -> std::io::Result<Vec<u8>> {
    let colours = match thumbnail.layout {
        Layout::Grey => ColorSpace::JCS_GRAYSCALE,
        _ => ColorSpace::JCS_RGB,
    };
    let mut encoder = Compress::new(colours);
    // mozjpeg's own search for fewer bytes takes longer than decoding the image.
    encoder.set_fastest_defaults();
    encoder.set_optimize_coding(true);
    encoder.set_quality(quality.into());
    // A sample of colour for each pixel: at this size details are of few pixels.
    encoder.set_chroma_sampling_pixel_sizes((1, 1), (1, 1));
    encoder.set_size(thumbnail.size.width as usize, thumbnail.size.height as usize);
    let mut encoder = encoder.start_compress(Vec::new())?;
    let parts = profile.unwrap_or_default().chunks(PART);
    let count = u8::try_from(parts.len()).unwrap_or(u8::MAX);
    for (number, part) in (1..=count).zip(parts) {
        encoder.write_marker(Marker::APP(2), &[INTRODUCTION, &[number, count], part].concat());
    }
    encoder.write_scanlines(&thumbnail.bytes)?;
    encoder.finish()
}
