//! What encoding a thumbnail results in.

use crate::fit::Size;

/// A thumbnail in its format.
pub(crate) struct Encoded {
    pub(crate) size: Size,
    pub(crate) bytes: Vec<u8>,
}

/// The most bytes of an ICC profile that is kept. Those of cameras and screens have a few thousand.
pub(crate) const PROFILE: usize = 1 << 20;
