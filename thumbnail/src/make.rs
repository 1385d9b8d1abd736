//! From an image to its thumbnail.

use std::io::{BufRead, BufReader, Read};

use crate::source::Source;
use crate::{Error, Format, Options, gif, jpeg, png, webp};

/// Enough for the JPEG decoder to seldom meet the end of it: near the end it decodes more slowly.
const BUFFER: usize = 128 * 1024;

/// A thumbnail, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// The format of the image and of the thumbnail.
    pub format: Format,
    /// Its width in pixels, 1 or more.
    pub width: u32,
    /// Its height in pixels, 1 or more.
    pub height: u32,
    /// The encoded thumbnail.
    pub bytes: Vec<u8>,
}

/// Makes the thumbnail of the image that `source` holds, and reads no further in it than is needed.
///
/// # Errors
/// What the source holds is no image that a thumbnail can be made of within the limits, or it could not be read.
pub fn make(source: impl BufRead, options: &Options) -> Result<Thumbnail, Error> {
    options.check()?;
    let mut source = Source::new(source);
    let made = make_of(&mut source, options);
    match source.failure() {
        Some(failure) => Err(Error::Read(failure)),
        None => made,
    }
}

fn make_of(source: &mut dyn BufRead, options: &Options) -> Result<Thumbnail, Error> {
    let mut first = Vec::with_capacity(Format::TOLD_BY);
    (&mut *source)
        .take(Format::TOLD_BY as u64)
        .read_to_end(&mut first)
        .map_err(Error::Read)?;
    let format = Format::of(&first)?;
    let mut image = BufReader::with_capacity(BUFFER, first.chain(source));
    let made = match format {
        Format::Jpeg => jpeg::thumbnail(&mut image, options),
        Format::Png => png::thumbnail(&mut image, options),
        Format::WebP => webp::thumbnail(&mut image, options),
        Format::Gif => gif::thumbnail(&mut image, options),
    }?;
    Ok(Thumbnail {
        format,
        width: made.size.width,
        height: made.size.height,
        bytes: made.bytes,
    })
}
