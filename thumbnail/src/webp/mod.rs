//! WebP.

mod bitstream;
mod chunks;
mod container;
mod decode;
mod encode;
mod still;

use std::io::BufRead;

use crate::encode::Encoded;
use crate::orientation::Orientation;
use crate::resize::fit;
use crate::{Error, Format, Options};

/// Makes a thumbnail of a WebP file, of an animation of its first frame.
pub(crate) fn thumbnail(source: &mut dyn BufRead, options: &Options) -> Result<Encoded, Error> {
    let container = container::read(source, options)?;
    let orientation = container.exif.as_deref().map(Orientation::of);
    let orientation = orientation.unwrap_or(Orientation::Upright);
    let profile = container.profile.clone();
    let lossless = container.lossless;
    let reduced = decode::reduced(container, options)?;
    let thumbnail = fit(reduced, orientation, options.size, Format::WebP)?;
    encode::encode(&thumbnail, profile.as_deref(), lossless, options.quality)
}
