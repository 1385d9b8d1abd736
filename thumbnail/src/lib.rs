//! Thumbnails of JPEG, PNG, WebP and GIF images, in bounded memory.
//!
//! [`make`] reads an image from a stream, fits it into a square and encodes it in the format that it came in.
//! Whatever else it is given it answers with an [`Error`]: it does not panic, and takes no more memory than
//! [`Limits`] allow.
//!
//! # What it takes
//! The format is told by the first bytes, never by a name.
//!
//! | format | taken | how | not taken |
//! |---|---|---|---|
//! | JPEG | baseline, extended and progressive with Huffman coding, 8 bits a sample; grey, RGB, YCbCr, CMYK, YCCK | row by row at an eighth, a quarter or half of its size where that is enough; progressive, and others in several scans, with all their coefficients | arithmetic coding, lossless, hierarchical, 12 bits, a height that only comes behind the image |
//! | PNG | all depths and colour types, interlaced or not | row by row | |
//! | GIF | the first frame, where it lies on the logical screen | row by row | a frame that reaches beyond the screen |
//! | WebP | with loss or without; of an animation the first frame, where it lies on the canvas | whole | |
//!
//! # What comes out
//! The same format, in the proportions of the image, turned as its EXIF orientation says, never larger than it was and
//! at least one pixel a side. Sizes are rounded as Pillow's `Image.thumbnail` rounds them.
//!
//! - Grey JPEG stays grey. CMYK becomes RGB, without its profile: it is taken for inverted, as Adobe's programs write
//!   it and browsers read it.
//! - PNG comes out with 8 bits a sample and without a palette. Of its colour space the ICC profile, or else gAMA,
//!   cHRM and sRGB are kept. APNG comes out as its default image.
//! - GIF gets a palette of its own. What is less than half opaque becomes transparent.
//! - WebP without loss stays without loss.
//! - An ICC profile of up to 1 MiB is kept in JPEG, PNG and WebP. All else that describes the image is dropped: EXIF,
//!   XMP, comments, an embedded preview.
//!
//! # How
//! The image is reduced by averaging to no less than one and a half times the size that is wanted, while it is being decoded, and from there
//! resampled with Lanczos' filter. Alpha is premultiplied in both.

mod encode;
mod error;
mod fit;
mod format;
mod frame;
mod gif;
mod jpeg;
mod limits;
mod make;
mod options;
mod orientation;
mod pixels;
mod png;
mod reduce;
mod resize;
mod rows;
mod source;
mod webp;

pub use error::Error;
pub use format::Format;
pub use limits::Limits;
pub use make::{Thumbnail, make};
pub use options::Options;
