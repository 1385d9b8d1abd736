//! What a thumbnail is to be like.

use crate::{Error, Limits};

/// What a thumbnail is to be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The side of the square that it fits into, in pixels: 1 or more.
    pub size: u32,
    /// The quality of JPEG, and of WebP with loss: 1 to 100.
    pub quality: u8,
    /// What making it may cost.
    pub limits: Limits,
}

impl Options {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.size == 0 || !(1..=100).contains(&self.quality) {
            return Err(Error::Options {
                size: self.size,
                quality: self.quality,
            });
        }
        Ok(())
    }
}
