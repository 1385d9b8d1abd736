//! The segments that a JPEG file consists of, but for the coded image itself.

use std::io::BufRead;

use crate::source::unread;
use crate::{Error, Format};

/// The second byte of the markers; the first is `FF`.
pub(super) mod marker {
    pub(crate) const STUFFED: u8 = 0x00;
    pub(crate) const TEM: u8 = 0x01;
    pub(crate) const SOF0: u8 = 0xC0;
    pub(crate) const SOF2: u8 = 0xC2;
    pub(crate) const DHT: u8 = 0xC4;
    pub(crate) const JPG: u8 = 0xC8;
    pub(crate) const SOF15: u8 = 0xCF;
    pub(crate) const RST0: u8 = 0xD0;
    pub(crate) const RST7: u8 = 0xD7;
    pub(crate) const SOI: u8 = 0xD8;
    pub(crate) const EOI: u8 = 0xD9;
    pub(crate) const SOS: u8 = 0xDA;
    pub(crate) const DQT: u8 = 0xDB;
    pub(crate) const DRI: u8 = 0xDD;
    pub(crate) const APP0: u8 = 0xE0;
    pub(crate) const APP1: u8 = 0xE1;
    pub(crate) const APP2: u8 = 0xE2;
    pub(crate) const APP14: u8 = 0xEE;
    pub(crate) const PREFIX: u8 = 0xFF;
}

/// The most bytes of segments that a file may have: depth maps and second pictures take some megabytes.
const MOST: u64 = 64 << 20;

/// Reads segments, and counts what it reads.
pub(super) struct Segments {
    left: u64,
}

impl Segments {
    pub(super) fn new() -> Self {
        Self { left: MOST }
    }

    fn spend(&mut self, bytes: u64) -> Result<(), Error> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            Format::Jpeg.unsupported(&format_args!(
                "more than {} MiB of it are not the image",
                MOST >> 20
            ))
        })?;
        Ok(())
    }

    pub(super) fn byte(&mut self, source: &mut dyn BufRead) -> Result<u8, Error> {
        self.spend(1)?;
        let mut byte = [0];
        source
            .read_exact(&mut byte)
            .map_err(|error| unread(Format::Jpeg, error))?;
        Ok(byte[0])
    }

    /// The next marker. What is between a segment and the next is passed over, as libjpeg does.
    pub(super) fn marker(&mut self, source: &mut dyn BufRead) -> Result<u8, Error> {
        loop {
            while self.byte(source)? != marker::PREFIX {}
            match self.after_prefix(source)? {
                marker::STUFFED => {}
                marker => return Ok(marker),
            }
        }
    }

    /// What follows an `FF`, and any that are repeated for filling.
    pub(super) fn after_prefix(&mut self, source: &mut dyn BufRead) -> Result<u8, Error> {
        loop {
            match self.byte(source)? {
                marker::PREFIX => {}
                byte => return Ok(byte),
            }
        }
    }

    fn length(&mut self, source: &mut dyn BufRead) -> Result<u16, Error> {
        let length = u16::from_be_bytes([self.byte(source)?, self.byte(source)?]);
        let length = length
            .checked_sub(2)
            .ok_or_else(|| Format::Jpeg.corrupt("a segment is shorter than its own length"))?;
        self.spend(length.into())?;
        Ok(length)
    }

    /// What the segment holds whose marker has been read.
    pub(super) fn content(&mut self, source: &mut dyn BufRead) -> Result<Vec<u8>, Error> {
        let mut content = vec![0; self.length(source)?.into()];
        source
            .read_exact(&mut content)
            .map_err(|error| unread(Format::Jpeg, error))?;
        Ok(content)
    }

    /// Passes over it.
    pub(super) fn skip(&mut self, source: &mut dyn BufRead) -> Result<(), Error> {
        let mut left = usize::from(self.length(source)?);
        while left > 0 {
            let here = source
                .fill_buf()
                .map_err(|error| unread(Format::Jpeg, error))?
                .len();
            if here == 0 {
                return Err(Error::Truncated { format: Format::Jpeg });
            }
            let skipped = here.min(left);
            source.consume(skipped);
            left -= skipped;
        }
        Ok(())
    }
}

/// Appends a segment as it stood in the file.
pub(super) fn append(to: &mut Vec<u8>, marker: u8, content: &[u8]) {
    // As long as it was when it was read: two bytes less than a u16 holds.
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    to.extend([marker::PREFIX, marker]);
    to.extend(length.to_be_bytes());
    to.extend(content);
}
