//! Sizes, and how one fits into a square.

/// A width and a height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Size {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    pub(crate) fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Lying instead of standing, or the other way round.
    pub(crate) fn turned(self) -> Self {
        Self::new(self.height, self.width)
    }

    /// The size, in the same proportions, that fits into a square with that side; itself where it fits already.
    ///
    /// Rounded as Pillow's `Image.thumbnail` rounds it: of the two whole numbers the one that keeps the proportions better.
    pub(crate) fn within(self, side: u32) -> Self {
        if self.width <= side && self.height <= side {
            return self;
        }
        let aspect = f64::from(self.width) / f64::from(self.height);
        let full = f64::from(side);
        if aspect <= 1.0 {
            Self::new(nearer(full * aspect, |width| (aspect - width / full).abs()), side)
        } else {
            Self::new(
                side,
                nearer(full / aspect, |height| (aspect - full / height).abs()),
            )
        }
    }
}

/// The whole number below or above it whose error is the lesser; at least 1.
fn nearer(number: f64, error: impl Fn(f64) -> f64) -> u32 {
    let (below, above) = (number.floor(), number.ceil());
    let nearer = if below < 1.0 || error(below) <= error(above) {
        below
    } else {
        above
    };
    // It is no more than the side, which is a u32.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let nearer = nearer as u32;
    nearer.max(1)
}
