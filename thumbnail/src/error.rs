//! What there is no thumbnail of.

use std::io;

use crate::Format;

/// Why there is no thumbnail. Each is about the image or the options, and comes again with them, but [`Error::Read`].
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
    /// There is less of it than it says itself.
    #[error("the {} file is truncated: it ends before its image does", .format.name())]
    Truncated {
        /// What it is a part of.
        format: Format,
    },
    /// It breaks the rules of its format.
    #[error("the {} file is corrupt: {what}", .format.name())]
    Corrupt {
        /// The format whose rules it breaks.
        format: Format,
        /// Which.
        what: String,
    },
    /// A part of its format that no thumbnail is made of.
    #[error("the {} file is of a kind that no thumbnail is made of: {what}", .format.name())]
    Unsupported {
        /// Its format.
        format: Format,
        /// What it has of it.
        what: String,
    },
    /// More pixels than [`Limits::pixels`](crate::Limits::pixels).
    #[error("the image has {width} x {height} pixels: more than the limit of {limit} in all")]
    TooManyPixels {
        /// Its width, as it says itself.
        width: u32,
        /// Its height, as it says itself.
        height: u32,
        /// The most that it may have.
        limit: u64,
    },
    /// More memory than [`Limits::memory`](crate::Limits::memory).
    #[error(
        "a thumbnail of this image of {width} x {height} pixels takes {need} bytes of memory: more than the limit of {limit}"
    )]
    TooMuchMemory {
        /// Its width, as it says itself.
        width: u32,
        /// Its height, as it says itself.
        height: u32,
        /// The bytes that it would take.
        need: u64,
        /// The most that it may take.
        limit: u64,
    },
    /// The thumbnail could not be written in its format.
    #[error("the thumbnail could not be encoded as {}: {what}", .format.name())]
    Encode {
        /// The format.
        format: Format,
        /// What its encoder said.
        what: String,
    },
    /// A size of 0, or a quality that is not from 1 to 100.
    #[error("a thumbnail's size must be 1 or more and its quality from 1 to 100, not {size} and {quality}")]
    Options {
        /// The size that was asked for.
        size: u32,
        /// The quality that was asked for.
        quality: u8,
    },
}
