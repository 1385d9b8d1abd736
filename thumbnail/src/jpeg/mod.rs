//! JPEG.

mod cmyk;
mod decode;
mod encode;
mod frame;
mod header;
mod profile;
mod scans;
mod segments;
mod unwound;

use std::io::BufRead;

use crate::encode::Encoded;
use crate::resize::fit;
use crate::{Error, Format, Options};

/// Makes a thumbnail of a JPEG file.
pub(crate) fn thumbnail(source: &mut dyn BufRead, options: &Options) -> Result<Encoded, Error> {
    let header = header::read(source, &options.limits)?;
    let (orientation, profile) = (header.orientation, header.profile.clone());
    let reduced = decode::reduced(source, header, options)?;
    let thumbnail = fit(reduced, orientation, options.size, Format::Jpeg)?;
    encode::encode(&thumbnail, profile.as_deref(), options.quality)
}
