//! What of a WebP file is needed: its image or its first frame, and how that is to be shown.

use std::io::BufRead;

use super::bitstream::{Beginning, begin};
use super::chunks::{Chunk, Chunks, array};
use super::decode::need;
use super::still::Still;
use crate::encode::PROFILE;
use crate::fit::Size;
use crate::frame::Frame;
use crate::{Error, Format, Options};

/// What is needed of a file.
pub(super) struct Container {
    pub(super) frame: Frame,
    pub(super) still: Still,
    pub(super) lossless: bool,
    pub(super) profile: Option<Vec<u8>>,
    pub(super) exif: Option<Vec<u8>>,
}

/// What is being read.
struct Reading<'options> {
    options: &'options Options,
    /// What the file says first, if it may consist of more than the image.
    canvas: Option<Size>,
    still: Still,
    found: Option<(Frame, Beginning)>,
}

/// Reads a file as far as is needed.
pub(super) fn read(source: &mut dyn BufRead, options: &Options) -> Result<Container, Error> {
    let [_, _, _, _, s0, s1, s2, s3, _, _, _, _] = array(source)?;
    let size = u32::from_le_bytes([s0, s1, s2, s3]);
    // The name of the format counts.
    let mut chunks = Chunks::new(u64::from(size).saturating_sub(4));
    let mut reading = Reading {
        options,
        canvas: None,
        still: Still::new(),
        found: None,
    };
    let (mut profile, mut exif, mut exif_follows) = (None, None, false);
    while let Some(chunk) = chunks.next(source)? {
        match &chunk.name {
            b"VP8X" if reading.canvas.is_none() && reading.found.is_none() => {
                exif_follows = reading.extended(chunk, source)?;
            }
            b"ICCP" if profile.is_none() => profile = short(chunk, source)?,
            b"EXIF" if exif.is_none() => exif = short(chunk, source)?,
            b"ANMF" if reading.found.is_none() => reading.animated(chunk, source)?,
            _ => reading.image(chunk, None, source)?,
        }
        if reading.found.is_some() && (!exif_follows || exif.is_some()) {
            break;
        }
    }
    let (frame, beginning) = reading
        .found
        .ok_or_else(|| Format::WebP.corrupt("it has no image in it"))?;
    Ok(Container {
        frame,
        still: reading.still,
        lossless: beginning.lossless,
        profile,
        exif,
    })
}

/// A chunk that describes the image, if it is not longer than is reasonable.
fn short(chunk: Chunk, source: &mut dyn BufRead) -> Result<Option<Vec<u8>>, Error> {
    if chunk.size as usize > PROFILE {
        chunk.skip(source, 0)?;
        return Ok(None);
    }
    let mut bytes = Vec::new();
    chunk.append(source, 0, &mut bytes)?;
    Ok(Some(bytes))
}

fn three(bytes: [u8; 3]) -> u32 {
    let [b0, b1, b2] = bytes;
    u32::from_le_bytes([b0, b1, b2, 0])
}

impl Reading<'_> {
    /// What an extended file says at its beginning; whether it has EXIF data.
    fn extended(&mut self, chunk: Chunk, source: &mut dyn BufRead) -> Result<bool, Error> {
        const SIZE: u32 = 10;
        const EXIF: u8 = 0x08;
        if chunk.size < SIZE {
            return Err(Format::WebP.corrupt("its header is too short"));
        }
        let [flags, _, _, _, w0, w1, w2, h0, h1, h2] = array(source)?;
        chunk.skip(source, SIZE)?;
        let canvas = Size::new(three([w0, w1, w2]) + 1, three([h0, h1, h2]) + 1);
        self.options.limits.allow(canvas)?;
        self.canvas = Some(canvas);
        Ok(flags & EXIF != 0)
    }

    /// The first frame of an animation.
    fn animated(&mut self, chunk: Chunk, source: &mut dyn BufRead) -> Result<(), Error> {
        const SIZE: u32 = 16;
        let Some(canvas) = self.canvas else {
            return Err(Format::WebP.corrupt("it is an animation without a canvas"));
        };
        if chunk.size < SIZE {
            return Err(Format::WebP.corrupt("the header of its frame is too short"));
        }
        let [x0, x1, x2, y0, y1, y2, w0, w1, w2, h0, h1, h2, ..] = array::<16>(source)?;
        let frame = Frame {
            canvas,
            left: three([x0, x1, x2]) * 2,
            top: three([y0, y1, y2]) * 2,
            size: Size::new(three([w0, w1, w2]) + 1, three([h0, h1, h2]) + 1),
        };
        let mut chunks = Chunks::new(u64::from(chunk.size - SIZE));
        while self.found.is_none() {
            let Some(part) = chunks.next(source)? else {
                return Err(Format::WebP.corrupt("its frame has no image in it"));
            };
            self.image(part, Some(frame), source)?;
        }
        // Nothing of interest follows, but EXIF data: where it is cannot be told any more if the frame has other chunks.
        while let Some(part) = chunks.next(source)? {
            part.skip(source, 0)?;
        }
        chunk.pad(source)
    }

    /// Takes a chunk that is a part of the image, and passes over any other.
    fn image(&mut self, chunk: Chunk, frame: Option<Frame>, source: &mut dyn BufRead) -> Result<(), Error> {
        if self.found.is_some() {
            return chunk.skip(source, 0);
        }
        match &chunk.name {
            b"ALPH" if !self.still.has_alpha_chunk() => self.alpha(chunk, source),
            b"VP8 " | b"VP8L" => self.coded(chunk, frame, source),
            _ => chunk.skip(source, 0),
        }
    }

    fn alpha(&mut self, chunk: Chunk, source: &mut dyn BufRead) -> Result<(), Error> {
        let Some(canvas) = self.canvas else {
            return Err(Format::WebP.corrupt("it has an alpha channel and no header that says so"));
        };
        self.options.limits.afford(canvas, chunk.size.into())?;
        chunk.append(source, 0, self.still.begin(chunk.name, chunk.size))?;
        self.still.end();
        Ok(())
    }

    fn coded(&mut self, chunk: Chunk, frame: Option<Frame>, source: &mut dyn BufRead) -> Result<(), Error> {
        let beginning = begin(chunk.name, chunk.size, source)?;
        let frame = frame.unwrap_or(Frame {
            canvas: self.canvas.unwrap_or(beginning.size),
            left: 0,
            top: 0,
            size: self.canvas.unwrap_or(beginning.size),
        });
        self.options.limits.allow(frame.canvas)?;
        if frame.size != beginning.size || !frame.is_within() {
            return Err(Format::WebP.corrupt(&format_args!(
                "its image of {} x {} pixels is not of the size that its header says",
                beginning.size.width, beginning.size.height
            )));
        }
        let held = self.still.held() + u64::from(chunk.size);
        let alpha = beginning.alpha || self.still.has_alpha_chunk();
        let need = need(frame, beginning.lossless, alpha, self.options) + held;
        self.options.limits.afford(frame.canvas, need)?;
        let read = u32::try_from(beginning.bytes.len()).unwrap_or_default();
        let still = self.still.begin(chunk.name, chunk.size);
        still.extend(&beginning.bytes);
        chunk.append(source, read, still)?;
        self.still.end();
        self.found = Some((frame, beginning));
        Ok(())
    }
}
