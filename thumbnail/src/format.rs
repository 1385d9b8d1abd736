//! The formats.

use crate::Error;

/// A format that images come in, and their thumbnails go out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG: baseline or progressive; grey, RGB or CMYK.
    Jpeg,
    /// PNG.
    Png,
    /// WebP, with loss or without.
    WebP,
    /// GIF.
    Gif,
}

impl Format {
    /// Its media type, such as `image/jpeg`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// What it is called, such as `JPEG`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
        }
    }

    /// The most first bytes that tell a format.
    pub(crate) const TOLD_BY: usize = 12;

    /// The format of a file with these first bytes: [`Self::TOLD_BY`] of them, or all that there are.
    pub(crate) fn of(first: &[u8]) -> Result<Self, Error> {
        if first.is_empty() {
            return Err(Error::Empty);
        }
        if matches!(
            first,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..]
        ) {
            return Ok(Self::WebP);
        }
        let signatures: [(Self, &[u8]); 4] = [
            (Self::Jpeg, b"\xFF\xD8\xFF"),
            (Self::Png, b"\x89PNG\r\n\x1A\n"),
            (Self::Gif, b"GIF87a"),
            (Self::Gif, b"GIF89a"),
        ];
        for (format, signature) in signatures {
            if first.starts_with(signature) {
                return Ok(format);
            }
            if signature.starts_with(first) {
                return Err(Error::Truncated { format });
            }
        }
        Err(Error::NoImage)
    }

    pub(crate) fn corrupt(self, what: &(impl ToString + ?Sized)) -> Error {
        Error::Corrupt {
            format: self,
            what: what.to_string(),
        }
    }

    pub(crate) fn unsupported(self, what: &(impl ToString + ?Sized)) -> Error {
        Error::Unsupported {
            format: self,
            what: what.to_string(),
        }
    }

    pub(crate) fn unencoded(self, what: &(impl ToString + ?Sized)) -> Error {
        Error::Encode {
            format: self,
            what: what.to_string(),
        }
    }
}
