//! From the coded image to reduced pixels.

use std::io::BufRead;

use mozjpeg::{ColorSpace, ColorSpaceExt, Decompress};

use super::cmyk;
use super::header::Header;
use super::scans::Scans;
use super::unwound::caught;
use crate::fit::Size;
use crate::pixels::Layout;
use crate::reduce::{Boxes, Reduced, eighths, need};
use crate::rows::Rows;
use crate::{Error, Format, Options};

/// What the encoder takes for a pixel of the thumbnail, in bytes.
const ENCODER: u64 = 8;
/// What the decoder takes for a pixel of a row, in bytes: some rows of each component, before and after they are scaled.
const ROWS: u64 = 256;

/// Decodes the image at a fraction of its size and reduces it further, row by row.
pub(super) fn reduced(source: &mut dyn BufRead, header: Header, options: &Options) -> Result<Reduced, Error> {
    let image = header.frame.size;
    let thumbnail = image.within(options.size);
    let eighths = eighths(image, thumbnail);
    let scaled = Size::new(
        (image.width * u32::from(eighths)).div_ceil(8),
        (image.height * u32::from(eighths)).div_ceil(8),
    );
    let boxes = Boxes::of(scaled, thumbnail);
    let (colours, layout) = match header.frame.components.len() {
        1 => (ColorSpace::JCS_GRAYSCALE, Layout::Grey),
        3 => (ColorSpace::JCS_RGB, Layout::Rgb),
        _ => (ColorSpace::JCS_CMYK, Layout::Rgb),
    };
    let coefficients = if header.whole {
        header.frame.coefficients()
    } else {
        0
    };
    let decoding = coefficients + ROWS * u64::from(image.width) + header.kept.len() as u64;
    let need = need(boxes, thumbnail, layout, ENCODER) + decoding;
    options.limits.afford(image, need)?;

    let mut scans = Scans::new(header, source, eighths);
    let reduced = caught(
        || decode(&mut scans, eighths, colours, Rows::new(boxes, layout), scaled),
        |message| Format::Jpeg.corrupt(&message),
    );
    if let Some(problem) = scans.problem() {
        return Err(problem);
    }
    let fraction = f64::from(eighths) / 8.0;
    let part = |side: u32, of_box: u32| f64::from(side) * fraction / f64::from(of_box);
    Ok(Reduced {
        image,
        part: (part(image.width, boxes.width), part(image.height, boxes.height)),
        ..reduced?
    })
}

fn decode(
    scans: &mut Scans,
    eighths: u8,
    colours: ColorSpace,
    mut rows: Rows,
    scaled: Size,
) -> Result<Reduced, Error> {
    let corrupt = |error: std::io::Error| Format::Jpeg.corrupt(&error);
    let mut decoder = Decompress::new_reader(scans).map_err(corrupt)?;
    decoder.scale(eighths);
    // It would guess at what was left out of the scans.
    decoder.do_block_smoothing(false);
    let mut decoder = decoder.to_colorspace(colours).map_err(corrupt)?;
    if (decoder.width(), decoder.height()) != (scaled.width as usize, scaled.height as usize) {
        return Err(Format::Jpeg.corrupt("its decoder finds another size in its header"));
    }
    let is_cmyk = colours == ColorSpace::JCS_CMYK;
    let channels = colours.num_components();
    let mut row = vec![0; decoder.width() * channels];
    let mut rgb = vec![0; if is_cmyk { decoder.width() * 3 } else { 0 }];
    for _ in 0..scaled.height {
        decoder.read_scanlines_into(&mut row).map_err(corrupt)?;
        if is_cmyk {
            cmyk::rgb(&row, &mut rgb);
            rows.push(&rgb);
        } else {
            rows.push(&row);
        }
    }
    Ok(rows.reduced())
}
