//! By how much an image is reduced while it is decoded.

use crate::fit::Size;
use crate::pixels::{Layout, Pixels};

/// How much larger than the thumbnail, in halves, an image is left for the filter that makes the thumbnail of it. At one and
/// a half times the size what averaging does to it is hardly to be seen, and a photograph of twelve megapixels is decoded at
/// an eighth for thumbnails of up to 333 pixels.
const HALVES: u32 = 3;

/// Whether enough of a side is left.
fn is_enough(left: u32, wanted: u32) -> bool {
    u64::from(left) * 2 >= u64::from(wanted) * u64::from(HALVES)
}

/// More is not needed, and with it 32 bits hold the sum of a box.
const MOST: u32 = 128;

/// Boxes of pixels, each of which becomes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Boxes {
    /// What they divide.
    pub(crate) whole: Size,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Boxes {
    /// The largest boxes that leave enough of an image for a thumbnail of that size.
    pub(crate) fn of(whole: Size, thumbnail: Size) -> Self {
        let side = |whole: u32, wanted: u32| {
            (whole.saturating_mul(2) / wanted.saturating_mul(HALVES).max(1)).clamp(1, MOST)
        };
        Self {
            whole,
            width: side(whole.width, thumbnail.width),
            height: side(whole.height, thumbnail.height),
        }
    }

    /// Whether each is a single pixel.
    pub(crate) fn are_pixels(self) -> bool {
        self.width == 1 && self.height == 1
    }

    /// How many there are; those at the right and the bottom may reach beyond the image.
    pub(crate) fn count(self) -> Size {
        Size::new(
            self.whole.width.div_ceil(self.width),
            self.whole.height.div_ceil(self.height),
        )
    }
}

/// An image that is reduced.
pub(crate) struct Reduced {
    /// What it was reduced from.
    pub(crate) image: Size,
    pub(crate) pixels: Pixels,
    /// The width and the height, in its pixels, of what is image: its last column and row may be in part beyond it.
    pub(crate) part: (f64, f64),
}

/// The largest of the fractions of its size at which a JPEG image is decoded fast, in eighths, that leaves enough of it for a
/// thumbnail of that size.
pub(crate) fn eighths(image: Size, thumbnail: Size) -> u8 {
    let enough = |divisor: u32| {
        is_enough(image.width / divisor, thumbnail.width)
            && is_enough(image.height / divisor, thumbnail.height)
    };
    [(8, 1), (4, 2), (2, 4)]
        .into_iter()
        .find(|&(divisor, _)| enough(divisor))
        .map_or(8, |(_, eighths)| eighths)
}

/// The memory, in bytes, that an image takes from when it is reduced to when it is encoded.
pub(crate) fn need(boxes: Boxes, thumbnail: Size, layout: Layout, encoder: u64) -> u64 {
    /// The buffers of the source and of the decoders, and their tables.
    const FIXED: u64 = 4 << 20;
    let bytes = layout.bytes() as u64;
    let reduced = boxes.count().pixels();
    // With alpha premultiplied, and half resampled: in one direction.
    let resampling = 2 * reduced;
    // As it is, and turned.
    let thumbnails = 2 * thumbnail.pixels();
    FIXED + bytes * (reduced + resampling + thumbnails) + encoder * thumbnail.pixels()
}
