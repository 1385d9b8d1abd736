//! What a thumbnail is to be like, and what it may cost.

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

/// What making a thumbnail may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most pixels that an image may have: its width times its height.
    pub pixels: u64,
    /// The most memory that decoding one image takes, in bytes.
    pub memory: u64,
}
