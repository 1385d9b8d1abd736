//! How an image is to be turned, by its EXIF data.

use exif::{In, Reader, Tag};

use crate::fit::Size;
use crate::pixels::Pixels;

/// The orientation of EXIF: which way the first row and the first column of an image are to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Orientation {
    Upright = 1,
    Mirrored,
    HalfTurned,
    Flipped,
    Transposed,
    /// To be turned a quarter to the right.
    QuarterLeft,
    Transversed,
    /// To be turned a quarter to the left.
    QuarterRight,
}

impl Orientation {
    /// What EXIF data, a TIFF structure, says of it. What says nothing, or nothing that there is, leaves the image as it is.
    pub(crate) fn of(exif: &[u8]) -> Self {
        // WebP files have it with the introduction that it has in JPEG, and without.
        let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        let mut reader = Reader::new();
        reader.continue_on_error(true);
        let read = match reader.read_raw(exif.to_vec()) {
            // Other fields are often wrong.
            Err(exif::Error::PartialResult(partial)) => partial.into_inner().0,
            Err(_) => return Self::Upright,
            Ok(read) => read,
        };
        let field = read.get_field(Tag::Orientation, In::PRIMARY);
        match field.and_then(|field| field.value.get_uint(0)) {
            Some(2) => Self::Mirrored,
            Some(3) => Self::HalfTurned,
            Some(4) => Self::Flipped,
            Some(5) => Self::Transposed,
            Some(6) => Self::QuarterLeft,
            Some(7) => Self::Transversed,
            Some(8) => Self::QuarterRight,
            _ => Self::Upright,
        }
    }

    /// The size of an image as it is shown, from the one that it is stored with; and the other way round.
    pub(crate) fn shown(self, stored: Size) -> Size {
        match self {
            Self::Upright | Self::Mirrored | Self::HalfTurned | Self::Flipped => stored,
            Self::Transposed | Self::QuarterLeft | Self::Transversed | Self::QuarterRight => stored.turned(),
        }
    }

    /// The image as it is shown.
    pub(crate) fn apply(self, stored: Pixels) -> Pixels {
        if self == Self::Upright {
            return stored;
        }
        let size = self.shown(stored.size);
        let channels = stored.layout.bytes();
        let (right, bottom) = (stored.size.width - 1, stored.size.height - 1);
        let mut bytes = Vec::with_capacity(stored.bytes.len());
        for y in 0..size.height {
            for x in 0..size.width {
                let (x, y) = match self {
                    Self::Upright => (x, y),
                    Self::Mirrored => (right - x, y),
                    Self::HalfTurned => (right - x, bottom - y),
                    Self::Flipped => (x, bottom - y),
                    Self::Transposed => (y, x),
                    Self::QuarterLeft => (y, bottom - x),
                    Self::Transversed => (right - y, bottom - x),
                    Self::QuarterRight => (right - y, x),
                };
                let at = (y as usize * stored.size.width as usize + x as usize) * channels;
                bytes.extend_from_slice(&stored.bytes[at..at + channels]);
            }
        }
        Pixels {
            size,
            bytes,
            ..stored
        }
    }
}
