//! GIF.

mod decode;
mod encode;

use std::io::BufRead;

use crate::encode::Encoded;
use crate::orientation::Orientation;
use crate::resize::fit;
use crate::{Error, Format, Options};

/// Makes a thumbnail of the first frame of a GIF file.
pub(crate) fn thumbnail(source: &mut dyn BufRead, options: &Options) -> Result<Encoded, Error> {
    let reduced = decode::reduced(source, options)?;
    let thumbnail = fit(reduced, Orientation::Upright, options.size, Format::Gif)?;
    encode::encode(&thumbnail)
}
