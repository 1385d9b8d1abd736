//! From the first frame of a GIF file to reduced pixels.

use std::io::BufRead;
use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, MemoryLimit};

use crate::fit::Size;
use crate::frame::Frame;
use crate::pixels::Layout;
use crate::reduce::{Boxes, Reduced, need};
use crate::rows::{Rows, Scattered};
use crate::source::unread;
use crate::{Error, Format, Options};

/// What the encoder takes for a pixel of the thumbnail, in bytes.
const ENCODER: u64 = 24;
/// The most bytes of XMP that the decoder takes for itself.
const EXTENSIONS: NonZeroU64 = NonZeroU64::new(8 << 20).unwrap();
/// What the decoder and the rows here take for a pixel of a row, in bytes.
const ROWS: u64 = 16;

/// Decodes the frame and reduces it, row by row. What of the screen it does not cover is transparent.
pub(super) fn reduced(source: &mut dyn BufRead, options: &Options) -> Result<Reduced, Error> {
    let mut decoding = DecodeOptions::new();
    decoding.set_color_output(ColorOutput::RGBA);
    decoding.set_memory_limit(MemoryLimit::Bytes(EXTENSIONS));
    let mut decoder = decoding.read_info(source).map_err(undecoded)?;
    let screen = Size::new(decoder.width().into(), decoder.height().into());
    options.limits.allow(screen)?;
    let info = decoder.next_frame_info().map_err(undecoded)?;
    let info = info.ok_or_else(|| Format::Gif.corrupt("it has no frame"))?;
    let frame = Frame {
        canvas: screen,
        left: info.left.into(),
        top: info.top.into(),
        size: Size::new(info.width.into(), info.height.into()),
    };
    let interlaced = info.interlaced;
    if !frame.is_within() {
        return Err(Format::Gif.corrupt(&format_args!(
            "its frame of {} x {} pixels at {}, {} does not lie on its screen of {} x {}",
            info.width, info.height, info.left, info.top, screen.width, screen.height
        )));
    }
    let thumbnail = screen.within(options.size);
    let boxes = Boxes::of(screen, thumbnail);
    let scattered = if interlaced {
        Scattered::SUM * 4 * boxes.count().pixels()
    } else {
        0
    };
    let decoder_takes = ROWS * u64::from(screen.width) + EXTENSIONS.get();
    let need = need(boxes, thumbnail, Layout::Rgba, ENCODER) + scattered + decoder_takes;
    options.limits.afford(screen, need)?;
    if interlaced {
        interlaced_frame(&mut decoder, frame, boxes)
    } else {
        frame_in_order(&mut decoder, frame, boxes)
    }
}

fn frame_in_order<R: BufRead>(
    decoder: &mut Decoder<R>,
    frame: Frame,
    boxes: Boxes,
) -> Result<Reduced, Error> {
    let mut rows = Rows::new(boxes, Layout::Rgba);
    let mut row = vec![0; frame.canvas.width as usize * 4];
    for y in 0..frame.canvas.height {
        // A colour that is not in the palette is left as it was, which is to be transparent.
        row.fill(0);
        if frame.row(y).is_some() {
            read_row(decoder, &mut row[frame.columns()])?;
        }
        rows.push(&row);
    }
    Ok(rows.reduced())
}

fn interlaced_frame<R: BufRead>(
    decoder: &mut Decoder<R>,
    frame: Frame,
    boxes: Boxes,
) -> Result<Reduced, Error> {
    let mut pixels = Scattered::new(boxes, Layout::Rgba);
    let mut row = vec![0; frame.size.width as usize * 4];
    let passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
    for y in passes
        .into_iter()
        .flat_map(|(first, step)| (first..frame.size.height).step_by(step))
    {
        row.fill(0);
        read_row(decoder, &mut row)?;
        pixels.push(frame.top + y, frame.left, 1, &row);
    }
    Ok(pixels.reduced())
}

fn read_row<R: BufRead>(decoder: &mut Decoder<R>, row: &mut [u8]) -> Result<(), Error> {
    if decoder.fill_buffer(row).map_err(undecoded)? {
        Ok(())
    } else {
        Err(Format::Gif.corrupt("its frame ends before its last row"))
    }
}

fn undecoded(error: DecodingError) -> Error {
    match error {
        DecodingError::Io(error) => unread(Format::Gif, error),
        DecodingError::UnexpectedEof => Error::Truncated { format: Format::Gif },
        error => Format::Gif.corrupt(&error),
    }
}
