//! From pixels to a GIF file.

use gif::{Encoder, EncodingError, Frame};

use crate::encode::Encoded;
use crate::pixels::Pixels;
use crate::{Error, Format};

/// From here on a pixel counts as opaque: GIF knows nothing between.
const OPAQUE: u8 = 128;

/// Encodes a thumbnail as the only frame of a file, with a palette of its own.
pub(super) fn encode(thumbnail: &Pixels) -> Result<Encoded, Error> {
    let side = |side: u32| u16::try_from(side).map_err(|error| Format::Gif.unencoded(&error));
    let (width, height) = (side(thumbnail.size.width)?, side(thumbnail.size.height)?);
    let bytes = write(width, height, thumbnail.rgba()).map_err(|error| Format::Gif.unencoded(&error))?;
    Ok(Encoded {
        size: thumbnail.size,
        bytes,
    })
}

fn write(width: u16, height: u16, mut rgba: Vec<u8>) -> Result<Vec<u8>, EncodingError> {
    for pixel in rgba.as_chunks_mut::<4>().0 {
        // What is transparent is one colour of the palette.
        *pixel = if pixel[3] < OPAQUE {
            [0; 4]
        } else {
            [pixel[0], pixel[1], pixel[2], u8::MAX]
        };
    }
    let frame = Frame::from_rgba_speed(width, height, &mut rgba, 1);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height, &[])?;
    encoder.write_frame(&frame)?;
    drop(encoder);
    Ok(bytes)
}
