//! From a reduced image to the thumbnail's pixels.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::fit::Size;
use crate::orientation::Orientation;
use crate::pixels::{Layout, Pixels};
use crate::reduce::Reduced;
use crate::{Error, Format};

/// The thumbnail that fits into the square, the right way up.
pub(crate) fn fit(
    reduced: Reduced,
    orientation: Orientation,
    side: u32,
    format: Format,
) -> Result<Pixels, Error> {
    let shown = orientation.shown(reduced.image).within(side);
    let thumbnail = resample(reduced, orientation.shown(shown), format)?;
    Ok(orientation.apply(thumbnail))
}

fn resample(reduced: Reduced, size: Size, format: Format) -> Result<Pixels, Error> {
    if reduced.image == size && reduced.pixels.size == size {
        return Ok(reduced.pixels);
    }
    let kind = match reduced.pixels.layout {
        Layout::Grey => PixelType::U8,
        Layout::GreyAlpha => PixelType::U8x2,
        Layout::Rgb => PixelType::U8x3,
        Layout::Rgba => PixelType::U8x4,
    };
    let from = reduced.pixels.size;
    let source = ImageRef::new(from.width, from.height, &reduced.pixels.bytes, kind)
        .map_err(|error| format.unencoded(&error))?;
    let mut thumbnail = Image::new(size.width, size.height, kind);
    let (width, height) = reduced.part;
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(0.0, 0.0, width, height);
    Resizer::new()
        .resize(&source, &mut thumbnail, &options)
        .map_err(|error| format.unencoded(&error))?;
    Ok(Pixels {
        size,
        layout: reduced.pixels.layout,
        bytes: thumbnail.into_vec(),
    })
}
