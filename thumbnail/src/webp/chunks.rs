//! The chunks that a RIFF file consists of.

use std::io::{BufRead, Read};

use crate::source::unread;
use crate::{Error, Format};

/// The chunks in so many bytes.
pub(super) struct Chunks {
    left: u64,
}

/// The beginning of a chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk {
    pub(super) name: [u8; 4],
    pub(super) size: u32,
    /// Whether a byte follows that makes its size even.
    padded: bool,
}

impl Chunks {
    pub(super) fn new(bytes: u64) -> Self {
        Self { left: bytes }
    }

    /// The next, if there is one. What it holds is to be read or skipped before the one after it.
    pub(super) fn next(&mut self, source: &mut dyn BufRead) -> Result<Option<Chunk>, Error> {
        const HEADER: u64 = 8;
        if self.left < HEADER {
            return Ok(None);
        }
        let [n0, n1, n2, n3, s0, s1, s2, s3] = array(source)?;
        let size = u32::from_le_bytes([s0, s1, s2, s3]);
        self.left -= HEADER;
        self.left = self
            .left
            .checked_sub(size.into())
            .ok_or_else(|| Format::WebP.corrupt("a chunk reaches beyond what it is in"))?;
        let padded = size % 2 == 1 && self.left > 0;
        self.left -= u64::from(padded);
        Ok(Some(Chunk {
            name: [n0, n1, n2, n3],
            size,
            padded,
        }))
    }
}

impl Chunk {
    /// Passes over all of it but so many bytes that were read.
    pub(super) fn skip(self, source: &mut dyn BufRead, read: u32) -> Result<(), Error> {
        skip(source, u64::from(self.size - read) + u64::from(self.padded))
    }

    /// Passes over what makes its size even.
    pub(super) fn pad(self, source: &mut dyn BufRead) -> Result<(), Error> {
        skip(source, self.padded.into())
    }

    /// Appends all of it but so many bytes that were read.
    pub(super) fn append(self, source: &mut dyn BufRead, read: u32, to: &mut Vec<u8>) -> Result<(), Error> {
        let rest = self.size - read;
        to.reserve_exact(rest as usize);
        let appended = (&mut *source)
            .take(rest.into())
            .read_to_end(to)
            .map_err(|error| unread(Format::WebP, error))?;
        if appended < rest as usize {
            return Err(Error::Truncated { format: Format::WebP });
        }
        self.pad(source)
    }
}

/// The next bytes.
pub(super) fn array<const N: usize>(source: &mut dyn BufRead) -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    source
        .read_exact(&mut bytes)
        .map_err(|error| unread(Format::WebP, error))?;
    Ok(bytes)
}

fn skip(source: &mut dyn BufRead, mut bytes: u64) -> Result<(), Error> {
    while bytes > 0 {
        let here = source
            .fill_buf()
            .map_err(|error| unread(Format::WebP, error))?
            .len();
        if here == 0 {
            return Err(Error::Truncated { format: Format::WebP });
        }
        let skipped = usize::try_from(bytes).unwrap_or(here).min(here);
        source.consume(skipped);
        bytes -= skipped as u64;
    }
    Ok(())
}
