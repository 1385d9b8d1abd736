//! From a PNG file to reduced pixels.

use std::io::BufRead;

use png::{ColorType, Decoder, DecodingError, Limits, Reader, Transformations};

use super::colours::Colours;
use super::passes::lines;
use crate::fit::Size;
use crate::orientation::Orientation;
use crate::pixels::Layout;
use crate::reduce::{Boxes, Reduced, need};
use crate::rows::{Rows, Scattered};
use crate::source::{Forward, unread};
use crate::{Error, Format, Options};

/// What the encoder takes for a pixel of the thumbnail, in bytes.
const ENCODER: u64 = 16;
/// The most bytes of a chunk, such as a profile, that the decoder takes for itself.
const CHUNKS: usize = 8 << 20;
/// The rows that the decoder holds: the last, the next, what is being unfiltered, and one that is expanded to 8 bits a
/// sample.
const ROWS: u64 = 6;

/// What is found in a file.
pub(super) struct Decoded {
    pub(super) reduced: Reduced,
    pub(super) orientation: Orientation,
    pub(super) colours: Colours,
}

/// Decodes the image and reduces it, row by row.
pub(super) fn reduced(source: &mut dyn BufRead, options: &Options) -> Result<Decoded, Error> {
    let mut decoder = Decoder::new(Forward(source));
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info().map_err(undecoded)?;
    let image = Size::new(header.width, header.height);
    let row = header.raw_row_length() as u64;
    let interlaced = header.interlaced;
    options.limits.allow(image)?;
    // What they are expanded to is known when all that comes before the image has been read: at the most this.
    let boxes = Boxes::of(image, image.within(options.size));
    let rows = ROWS * row.max(u64::from(image.width) * 4) + CHUNKS as u64;
    let scattered = if interlaced {
        Scattered::SUM * 4 * boxes.count().pixels()
    } else {
        0
    };
    let need = need(boxes, image.within(options.size), Layout::Rgba, ENCODER) + rows + scattered;
    options.limits.afford(image, need)?;

    decoder.set_limits(Limits {
        bytes: CHUNKS.saturating_add(usize::try_from(rows).unwrap_or(usize::MAX)),
    });
    let mut reader = decoder.read_info().map_err(undecoded)?;
    let layout = match reader.output_color_type().0 {
        ColorType::Grayscale => Layout::Grey,
        ColorType::GrayscaleAlpha => Layout::GreyAlpha,
        ColorType::Rgb => Layout::Rgb,
        ColorType::Rgba => Layout::Rgba,
        ColorType::Indexed => return Err(Format::Png.corrupt("its palette was not expanded")),
    };
    let mut row = vec![0; image.width as usize * layout.bytes()];
    let reduced = if interlaced {
        let mut pixels = Scattered::new(boxes, layout);
        for line in lines(image) {
            reader.read_row(&mut row).map_err(undecoded)?;
            pixels.push(line.y, line.x, line.step, &row);
        }
        pixels.reduced()
    } else {
        let mut rows = Rows::new(boxes, layout);
        for _ in 0..image.height {
            reader.read_row(&mut row).map_err(undecoded)?;
            rows.push(&row);
        }
        rows.reduced()
    };
    finish(&mut reader)?;
    let info = reader.info();
    let exif = info.exif_metadata.as_deref().map(Orientation::of);
    Ok(Decoded {
        reduced,
        orientation: exif.unwrap_or(Orientation::Upright),
        colours: Colours::of(info),
    })
}

/// Reads what comes behind the image, where its orientation may be. Not the other frames of an animation.
fn finish<R: BufRead + std::io::Seek>(reader: &mut Reader<R>) -> Result<(), Error> {
    if reader.info().animation_control.is_some() {
        return Ok(());
    }
    reader.finish().map_err(undecoded)
}

fn undecoded(error: DecodingError) -> Error {
    match error {
        DecodingError::IoError(error) => unread(Format::Png, error),
        DecodingError::LimitsExceeded => Format::Png.unsupported(&format_args!(
            "what it has beside the image takes more than {CHUNKS} bytes"
        )),
        error => Format::Png.corrupt(&error),
    }
}
