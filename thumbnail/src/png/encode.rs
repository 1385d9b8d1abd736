//! From pixels to a PNG file.

use png::{BitDepth, ColorType, Encoder, EncodingError, Info};

use super::colours::Colours;
use crate::encode::Encoded;
use crate::pixels::{Layout, Pixels};
use crate::{Error, Format};

/// Encodes a thumbnail with 8 bits a sample.
pub(super) fn encode(thumbnail: &Pixels, colours: &Colours) -> Result<Encoded, Error> {
    let bytes = write(thumbnail, colours).map_err(|error| Format::Png.unencoded(&error))?;
    Ok(Encoded {
        size: thumbnail.size,
        bytes,
    })
}

fn write(thumbnail: &Pixels, colours: &Colours) -> Result<Vec<u8>, EncodingError> {
    let mut info = Info::with_size(thumbnail.size.width, thumbnail.size.height);
    info.bit_depth = BitDepth::Eight;
    info.color_type = match thumbnail.layout {
        Layout::Grey => ColorType::Grayscale,
        Layout::GreyAlpha => ColorType::GrayscaleAlpha,
        Layout::Rgb => ColorType::Rgb,
        Layout::Rgba => ColorType::Rgba,
    };
    colours.give(&mut info);
    let mut bytes = Vec::new();
    let mut writer = Encoder::with_info(&mut bytes, info)?.write_header()?;
    writer.write_image_data(&thumbnail.bytes)?;
    writer.finish()?;
    Ok(bytes)
}
