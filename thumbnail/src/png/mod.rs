//! PNG.

mod colours;
mod decode;
mod encode;
mod passes;

use std::io::BufRead;

use crate::encode::Encoded;
use crate::resize::fit;
use crate::{Error, Format, Options};

/// Makes a thumbnail of a PNG file.
pub(crate) fn thumbnail(source: &mut dyn BufRead, options: &Options) -> Result<Encoded, Error> {
    let decoded = decode::reduced(source, options)?;
    let thumbnail = fit(decoded.reduced, decoded.orientation, options.size, Format::Png)?;
    encode::encode(&thumbnail, &decoded.colours)
}
