//! The formats.

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
}
