//! From an image to its thumbnail.

use std::io::BufRead;

use crate::{Error, Format, Options};

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

/// Makes the thumbnail of the image that `source` holds.
///
/// # Errors
/// What the source holds is no image that a thumbnail can be made of within the limits, or it could not be read.
pub fn make(source: impl BufRead, options: &Options) -> Result<Thumbnail, Error> {
    let _ = (source, options);
    Err(Error::NoImage)
}
