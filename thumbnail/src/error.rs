//! What there is no thumbnail of.

use std::io;

/// Why there is no thumbnail. Each is about the image, and comes again with it, but [`Error::Read`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The image could not be read to its end: its source failed, not the image.
    #[error("the image could not be read: {0}")]
    Read(#[source] io::Error),
    /// There is not one byte.
    #[error("the file is empty")]
    Empty,
    /// None of the formats.
    #[error("the file is no JPEG, PNG, WebP or GIF image")]
    NoImage,
}
