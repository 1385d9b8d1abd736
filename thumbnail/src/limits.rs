//! What making a thumbnail may cost.

use crate::Error;
use crate::fit::Size;

/// What making a thumbnail may cost. An image that would cost more is refused when its header has been read, before any of
/// it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most pixels that an image may have: its width times its height.
    pub pixels: u64,
    /// The most memory that making the thumbnail of one image takes, in bytes.
    ///
    /// WebP without loss can be made such that the tables of its codes alone take some hundred times as much as the file:
    /// they are not known from its header, and not in what is counted. No encoder makes such files.
    pub memory: u64,
}

impl Default for Limits {
    /// 100 million pixels and 256 MiB: progressive JPEG of up to about 85 million pixels (40 with 4:4:4), WebP of up to 50 (30
    /// without loss, 20 with loss and an alpha channel), and all else of up to 100.
    fn default() -> Self {
        Self {
            pixels: 100_000_000,
            memory: 256 << 20,
        }
    }
}

impl Limits {
    /// Whether an image may be as large as its header says.
    pub(crate) fn allow(&self, image: Size) -> Result<(), Error> {
        if image.pixels() > self.pixels {
            return Err(Error::TooManyPixels {
                width: image.width,
                height: image.height,
                limit: self.pixels,
            });
        }
        Ok(())
    }

    /// Whether a thumbnail of it may take so many bytes.
    pub(crate) fn afford(&self, image: Size, need: u64) -> Result<(), Error> {
        if need > self.memory {
            return Err(Error::TooMuchMemory {
                width: image.width,
                height: image.height,
                need,
                limit: self.memory,
            });
        }
        Ok(())
    }
}
