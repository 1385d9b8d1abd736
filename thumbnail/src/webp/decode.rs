//! From a WebP image to reduced pixels.

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::container::Container;
use crate::frame::Frame;
use crate::pixels::Layout;
use crate::reduce::{Boxes, Reduced};
use crate::rows::Rows;
use crate::{Error, Format, Options, reduce};

/// What the encoder takes for a pixel of the thumbnail, in bytes.
const ENCODER: u64 = 64;

/// The memory, in bytes, that the thumbnail of a frame takes beside the file.
pub(super) fn need(frame: Frame, lossless: bool, alpha: bool, options: &Options) -> u64 {
    // Of the decoder, for a pixel; with loss: luminance and chrominance in macroblocks, the colours, and the alpha channel,
    // which may be coded without loss; without loss: the colours with alpha, and again without, and what they are predicted of.
    let pixel = match (lossless, alpha) {
        (false, false) => 5,
        (false, true) => 12,
        (true, _) => 8,
    };
    let thumbnail = frame.canvas.within(options.size);
    let boxes = Boxes::of(frame.canvas, thumbnail);
    let row = u64::from(frame.canvas.width) * 4;
    reduce::need(boxes, thumbnail, Layout::Rgba, ENCODER) + row + pixel * frame.size.pixels()
}

/// Decodes the image, all of it, and reduces it.
pub(super) fn reduced(mut container: Container, options: &Options) -> Result<Reduced, Error> {
    let frame = container.frame;
    let file = container.still.file(frame.size);
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(|error| undecoded(&error))?;
    if decoder.dimensions() != (frame.size.width, frame.size.height) {
        return Err(Format::WebP.corrupt("its decoder finds another size in its header"));
    }
    let size = decoder.output_buffer_size().unwrap_or_default();
    let mut image = vec![0; size];
    decoder
        .read_image(&mut image)
        .map_err(|error| undecoded(&error))?;
    let layout = if decoder.has_alpha() {
        Layout::Rgba
    } else {
        Layout::Rgb
    };
    drop(decoder);
    drop(container);
    let boxes = Boxes::of(frame.canvas, frame.canvas.within(options.size));
    if frame.size == frame.canvas {
        let mut rows = Rows::new(boxes, layout);
        for row in image.chunks_exact(frame.size.width as usize * layout.bytes()) {
            rows.push(row);
        }
        return Ok(rows.reduced());
    }
    Ok(on_canvas(&image, layout, frame, boxes))
}

/// A frame with what of its canvas it leaves transparent.
fn on_canvas(image: &[u8], layout: Layout, frame: Frame, boxes: Boxes) -> Reduced {
    let mut rows = Rows::new(boxes, Layout::Rgba);
    let mut row = vec![0; frame.canvas.width as usize * 4];
    let mut of_frame = image.chunks_exact(frame.size.width as usize * layout.bytes());
    for y in 0..frame.canvas.height {
        row.fill(0);
        if frame.row(y).is_some() {
            let from = of_frame.next().unwrap_or_default().chunks_exact(layout.bytes());
            let (to, _) = row[frame.columns()].as_chunks_mut::<4>();
            for (to, from) in to.iter_mut().zip(from) {
                *to = match *from {
                    [r, g, b] => [r, g, b, u8::MAX],
                    [r, g, b, alpha, ..] => [r, g, b, alpha],
                    _ => [0; 4],
                };
            }
        }
        rows.push(&row);
    }
    rows.reduced()
}

fn undecoded(error: &DecodingError) -> Error {
    // The file is whole, as far as its chunks tell: what ends too soon is the image in one.
    Format::WebP.corrupt(error)
}
