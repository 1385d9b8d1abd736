//! Thumbnails of JPEG, PNG, WebP and GIF images, in bounded memory.
//!
//! [`make`] reads an image from a stream, fits it into a square and encodes it in the format that it came in.
//! It decodes JPEG at a fraction of its size where that is enough, holds no more in memory than
//! [`Limits`] allow, and answers whatever else it is given with an [`Error`].

mod error;
mod format;
mod make;
mod options;

pub use error::Error;
pub use format::Format;
pub use make::{Thumbnail, make};
pub use options::{Limits, Options};
