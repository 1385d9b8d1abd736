//! The files.

use jpeg_encoder::ColorType;

use super::colours::{self, Colour};
use super::{Kind, Picture, odd};

/// A picture cannot be made into a file.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum EncodeError {
    #[error("it cannot be encoded as JPEG")]
    Jpeg(#[from] jpeg_encoder::EncodingError),
    #[error("it cannot be encoded as PNG")]
    Png(#[from] png::EncodingError),
    #[error("it cannot be encoded as GIF")]
    Gif(#[from] gif::EncodingError),
    #[error("it cannot be written")]
    Write(#[from] std::io::Error),
}

/// Such that flat colours stay what they are.
const QUALITY: u8 = 90;

pub(super) fn file(picture: Picture) -> Result<Vec<u8>, EncodeError> {
    Ok(match picture.kind {
        Kind::Jpeg => jpeg(picture, ColorType::Rgb)?,
        Kind::CmykJpeg => jpeg(picture, ColorType::Cmyk)?,
        Kind::Png => png(picture, png::BitDepth::Eight)?,
        Kind::DeepPng => png(picture, png::BitDepth::Sixteen)?,
        Kind::AnimatedGif => gif(picture)?,
        Kind::Truncated => odd::halved(jpeg(picture, ColorType::Rgb)?),
        Kind::Empty => Vec::new(),
        Kind::Text => format!("This is text {}, and no image.\n", picture.number).into_bytes(),
        Kind::Enormous => odd::enormous(jpeg(picture, ColorType::Rgb)?),
        Kind::Bomb => odd::bomb()?,
    })
}

/// Each pixel's bytes, row by row: the left half is of one colour, the right of the other.
fn pixels<const N: usize>(picture: Picture, left: [u8; N], right: [u8; N]) -> Vec<u8> {
    let width = usize::from(picture.width);
    let mut row = left.repeat(width / 2);
    row.extend(right.repeat(width - width / 2));
    row.repeat(usize::from(picture.height))
}

fn jpeg(picture: Picture, colours: ColorType) -> Result<Vec<u8>, EncodeError> {
    let (left, right) = colours::of(picture);
    let pixels = match colours {
        // Without black, so that every way to turn it into RGB agrees.
        ColorType::Cmyk => pixels(picture, cmyk(left), cmyk(right)),
        _ => pixels(picture, left, right),
    };
    let mut file = Vec::new();
    jpeg_encoder::Encoder::new(&mut file, QUALITY).encode(&pixels, picture.width, picture.height, colours)?;
    Ok(file)
}

fn cmyk([red, green, blue]: Colour) -> [u8; 4] {
    [255 - red, 255 - green, 255 - blue, 0]
}

fn png(picture: Picture, depth: png::BitDepth) -> Result<Vec<u8>, EncodeError> {
    let (left, right) = colours::of(picture);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, picture.width.into(), picture.height.into());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header()?;
    let pixels = match depth {
        png::BitDepth::Sixteen => pixels(picture, doubled(left), doubled(right)),
        _ => pixels(picture, left, right),
    };
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

/// The colour of 16 bits a channel: each byte twice.
fn doubled([red, green, blue]: Colour) -> [u8; 6] {
    [red, red, green, green, blue, blue]
}

fn gif(picture: Picture) -> Result<Vec<u8>, EncodeError> {
    let (left, right) = colours::of(picture);
    let mut file = Vec::new();
    let palette = [left, right].concat();
    let mut encoder = gif::Encoder::new(&mut file, picture.width, picture.height, &palette)?;
    encoder.set_repeat(gif::Repeat::Infinite)?;
    // The second frame has the halves the other way round.
    for (left, right) in [([0], [1]), ([1], [0])] {
        encoder.write_frame(&gif::Frame {
            width: picture.width,
            height: picture.height,
            delay: 10,
            buffer: pixels(picture, left, right).into(),
            ..gif::Frame::default()
        })?;
    }
    drop(encoder);
    Ok(file)
}
