//! Pixels in memory.

use crate::fit::Size;

/// What a pixel consists of, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Grey = 1,
    GreyAlpha = 2,
    Rgb = 3,
    Rgba = 4,
}

impl Layout {
    pub(crate) fn bytes(self) -> usize {
        self as usize
    }

    pub(crate) fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }
}

/// An image: its rows from top to bottom, without gaps.
#[derive(Debug, Clone)]
pub(crate) struct Pixels {
    pub(crate) size: Size,
    pub(crate) layout: Layout,
    pub(crate) bytes: Vec<u8>,
}

impl Pixels {
    /// In RGBA, whatever they are in.
    pub(crate) fn rgba(&self) -> Vec<u8> {
        let pixels = self.bytes.chunks_exact(self.layout.bytes());
        pixels
            .flat_map(|pixel| match *pixel {
                [grey] => [grey, grey, grey, u8::MAX],
                [grey, alpha] => [grey, grey, grey, alpha],
                [r, g, b] => [r, g, b, u8::MAX],
                [r, g, b, alpha, ..] => [r, g, b, alpha],
                [] => [0; 4],
            })
            .collect()
    }
}
