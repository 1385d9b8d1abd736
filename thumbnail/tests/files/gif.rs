//! GIF files.

use gif::{ColorOutput, DecodeOptions, Encoder, Frame};

use super::picture::Picture;

/// The picture, as a frame on a screen.
pub(crate) fn frame(picture: &Picture) -> Frame<'static> {
    let (width, height) = sides(picture);
    let mut rgba = rgba(picture);
    Frame::from_rgba_speed(width, height, &mut rgba, 10)
}

/// The picture, alone.
pub(crate) fn encode(picture: &Picture) -> Vec<u8> {
    let (width, height) = sides(picture);
    encode_frames(width, height, &[frame(picture)])
}

pub(crate) fn encode_frames(width: u16, height: u16, frames: &[Frame]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height, &[]).unwrap();
    for frame in frames {
        encoder.write_frame(frame).unwrap();
    }
    drop(encoder);
    bytes
}

/// The first frame, with alpha.
pub(crate) fn decode(file: &[u8]) -> Picture {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    let mut decoder = options.read_info(file).unwrap();
    let frame = decoder.read_next_frame().unwrap().unwrap();
    Picture {
        width: frame.width.into(),
        height: frame.height.into(),
        channels: 4,
        bytes: frame.buffer.to_vec(),
    }
}

fn sides(picture: &Picture) -> (u16, u16) {
    (
        picture.width.try_into().unwrap(),
        picture.height.try_into().unwrap(),
    )
}

fn rgba(picture: &Picture) -> Vec<u8> {
    let rgba = picture.map(|pixel| match *pixel {
        [r, g, b] => [r, g, b, 255],
        [r, g, b, alpha] => [r, g, b, alpha],
        _ => panic!("{} channels", pixel.len()),
    });
    rgba.bytes
}
