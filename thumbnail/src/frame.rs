//! A frame of an animation on its canvas.

use std::ops::Range;

use crate::fit::Size;

/// Where on a canvas, which is transparent elsewhere, a frame lies: within it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) canvas: Size,
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) size: Size,
}

impl Frame {
    /// Whether there is a frame, and all of it lies on the canvas.
    pub(crate) fn is_within(self) -> bool {
        let fits = |at: u32, side: u32, canvas: u32| {
            side > 0 && at.checked_add(side).is_some_and(|end| end <= canvas)
        };
        fits(self.left, self.size.width, self.canvas.width)
            && fits(self.top, self.size.height, self.canvas.height)
    }

    /// The bytes of a row of the canvas, in RGBA, that are the frame's.
    pub(crate) fn columns(self) -> Range<usize> {
        let left = self.left as usize * 4;
        left..left + self.size.width as usize * 4
    }

    /// The row of the frame that is the row `y` of the canvas, if one is.
    pub(crate) fn row(self, y: u32) -> Option<u32> {
        y.checked_sub(self.top).filter(|&row| row < self.size.height)
    }
}
