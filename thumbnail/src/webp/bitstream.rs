//! What the image itself says at its beginning.

use std::io::BufRead;

use super::chunks::array;
use crate::fit::Size;
use crate::{Error, Format};

/// The beginning of a coded image.
pub(super) struct Beginning {
    pub(super) bytes: Vec<u8>,
    pub(super) size: Size,
    pub(super) lossless: bool,
    /// Whether it has an alpha channel in itself.
    pub(super) alpha: bool,
}

/// A width or a height is of fourteen bits.
const SIDE: u16 = 0x3FFF;

/// Reads the beginning of what a `VP8 ` or `VP8L` chunk holds.
pub(super) fn begin(name: [u8; 4], chunk: u32, source: &mut dyn BufRead) -> Result<Beginning, Error> {
    let broken = || Format::WebP.corrupt("the header of its image is broken");
    let beginning = if name == *b"VP8L" {
        if chunk < 5 {
            return Err(broken());
        }
        let bytes: [u8; 5] = array(source)?;
        let [signature, bits @ ..] = bytes;
        let bits = u32::from_le_bytes(bits);
        let side = |bits: u32| (bits & u32::from(SIDE)) + 1;
        Beginning {
            size: Size::new(side(bits), side(bits >> 14)),
            lossless: signature == 0x2F,
            alpha: bits >> 28 & 1 == 1,
            bytes: bytes.to_vec(),
        }
    } else {
        if chunk < 10 {
            return Err(broken());
        }
        let bytes: [u8; 10] = array(source)?;
        let [_, _, _, s0, s1, s2, w0, w1, h0, h1] = bytes;
        let side = |bytes: [u8; 2]| u32::from(u16::from_le_bytes(bytes) & SIDE);
        if [s0, s1, s2] != [0x9D, 0x01, 0x2A] {
            return Err(broken());
        }
        Beginning {
            size: Size::new(side([w0, w1]), side([h0, h1])),
            lossless: false,
            alpha: false,
            bytes: bytes.to_vec(),
        }
    };
    if beginning.size.pixels() == 0 || (name == *b"VP8L") != beginning.lossless {
        return Err(broken());
    }
    Ok(beginning)
}
