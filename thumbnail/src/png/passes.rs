//! The passes in which the pixels of an interlaced image come: Adam7.

use crate::fit::Size;

/// The first column and row of a pass, and how far it is from each to the next.
#[derive(Debug, Clone, Copy)]
struct Pass {
    x: u32,
    y: u32,
    across: u32,
    down: u32,
}

const PASSES: [Pass; 7] = [
    Pass {
        x: 0,
        y: 0,
        across: 8,
        down: 8,
    },
    Pass {
        x: 4,
        y: 0,
        across: 8,
        down: 8,
    },
    Pass {
        x: 0,
        y: 4,
        across: 4,
        down: 8,
    },
    Pass {
        x: 2,
        y: 0,
        across: 4,
        down: 4,
    },
    Pass {
        x: 0,
        y: 2,
        across: 2,
        down: 4,
    },
    Pass {
        x: 1,
        y: 0,
        across: 2,
        down: 2,
    },
    Pass {
        x: 0,
        y: 1,
        across: 1,
        down: 2,
    },
];

/// Where the pixels of a row of a pass belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) y: u32,
    /// The column of the first.
    pub(super) x: u32,
    /// The columns from each to the next.
    pub(super) step: u32,
}

/// The rows of all passes, in the order in which they come. A pass without a pixel has no row.
pub(super) fn lines(image: Size) -> impl Iterator<Item = Line> {
    let passes = PASSES.into_iter().filter(move |pass| pass.x < image.width);
    passes.flat_map(move |pass| {
        (pass.y..image.height)
            .step_by(pass.down as usize)
            .map(move |y| Line {
                y,
                x: pass.x,
                step: pass.across,
            })
    })
}
