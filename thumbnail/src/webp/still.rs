//! A file of one still image, put together of an image's or a frame's own chunks.

use crate::fit::Size;

/// What comes before the chunks, if they are of an image with an alpha channel of its own ...
const EXTENDED: usize = 30;
/// ... and how much less if they are not.
const EXTENSION: usize = 18;

/// The file.
pub(super) struct Still {
    bytes: Vec<u8>,
    has_alpha_chunk: bool,
}

impl Still {
    pub(super) fn new() -> Self {
        Self {
            bytes: vec![0; EXTENDED],
            has_alpha_chunk: false,
        }
    }

    /// What it takes of memory, in bytes.
    pub(super) fn held(&self) -> u64 {
        self.bytes.len() as u64
    }

    pub(super) fn has_alpha_chunk(&self) -> bool {
        self.has_alpha_chunk
    }

    /// Begins a chunk of which the caller appends what it holds, and then ends it.
    pub(super) fn begin(&mut self, name: [u8; 4], size: u32) -> &mut Vec<u8> {
        self.has_alpha_chunk |= name == *b"ALPH";
        self.bytes.extend(name);
        self.bytes.extend(size.to_le_bytes());
        &mut self.bytes
    }

    pub(super) fn end(&mut self) {
        if !self.bytes.len().is_multiple_of(2) {
            self.bytes.push(0);
        }
    }

    /// The file, of an image of that size.
    pub(super) fn file(&mut self, size: Size) -> &[u8] {
        let first = if self.has_alpha_chunk { 0 } else { EXTENSION };
        let riff = u32::try_from(self.bytes.len() - first - 8).unwrap_or(u32::MAX);
        let [w0, w1, w2, _] = (size.width - 1).to_le_bytes();
        let [h0, h1, h2, _] = (size.height - 1).to_le_bytes();
        let alpha = 0x10;
        let extension = [alpha, 0, 0, 0, w0, w1, w2, h0, h1, h2];
        let head = [b"RIFF", &riff.to_le_bytes()[..], b"WEBP"].concat();
        self.bytes[first..first + head.len()].copy_from_slice(&head);
        if self.has_alpha_chunk {
            let extension = [b"VP8X", &10_u32.to_le_bytes()[..], &extension].concat();
            self.bytes[head.len()..EXTENDED].copy_from_slice(&extension);
        }
        &self.bytes[first..]
    }
}
