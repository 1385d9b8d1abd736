//! Pictures that say which they are: made for a scenario to upload, and known again by their thumbnails.
//!
//! Each has a number, and its left and its right half a colour that follows from it. What a worker has made of it is read
//! with another decoder than the reference worker's own, so that they do not share a defect.

mod colours;
mod describe;
mod encode;
mod odd;
mod seen;

pub use encode::EncodeError;
pub use seen::Seen;

/// What kind of file a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A JPEG in RGB.
    Jpeg,
    /// A JPEG in CMYK, as printers have it.
    CmykJpeg,
    /// A PNG.
    Png,
    /// A PNG of 16 bits a channel.
    DeepPng,
    /// A GIF of two frames, the first of which counts.
    AnimatedGif,
    /// The first half of a JPEG.
    Truncated,
    /// No byte at all.
    Empty,
    /// A text.
    Text,
    /// A small JPEG whose header says that it is 60000 x 60000.
    Enormous,
    /// A small file that is a PNG of 400 million pixels, all black.
    Bomb,
}

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// What kind of file.
    pub kind: Kind,
    /// Which of all: below 4096.
    pub number: u16,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
}

impl Picture {
    /// A JPEG.
    pub fn jpeg(number: u16, width: u16, height: u16) -> Self {
        Self {
            kind: Kind::Jpeg,
            number,
            width,
            height,
        }
    }

    /// The picture that a feature describes: `a JPEG of 640 x 480`, `an empty file`; `None` for words that are none.
    pub fn described(description: &str, number: u16) -> Option<Self> {
        describe::read(description, number)
    }

    /// The file.
    ///
    /// # Errors
    /// An encoder does not take it.
    pub fn file(&self) -> Result<Vec<u8>, EncodeError> {
        encode::file(*self)
    }

    /// Holds a file to be this picture's thumbnail, fitted into a square of that many pixels.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_thumbnail(&self, file: &[u8], square: u16) -> Result<(), String> {
        Seen::read(file)?.check(self, square)
    }
}
