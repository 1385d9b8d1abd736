//! WebP files.

use image_webp::WebPDecoder;
use webp::Encoder;

use super::picture::Picture;

pub(crate) fn encode(picture: &Picture, lossless: bool) -> Vec<u8> {
    let encoder = match picture.channels {
        3 => Encoder::from_rgb(&picture.bytes, picture.width, picture.height),
        _ => Encoder::from_rgba(&picture.bytes, picture.width, picture.height),
    };
    encoder.encode_simple(lossless, 90.0).unwrap().to_vec()
}

/// All of it.
pub(crate) fn decode(file: &[u8]) -> Picture {
    let mut decoder = WebPDecoder::new(std::io::Cursor::new(file)).unwrap();
    let (width, height) = decoder.dimensions();
    let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut bytes).unwrap();
    Picture {
        width,
        height,
        channels: if decoder.has_alpha() { 4 } else { 3 },
        bytes,
    }
}

/// A chunk.
pub(crate) fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    let padding = if content.len() % 2 == 1 { &[0][..] } else { &[] };
    [&name[..], &length[..], content, padding].concat()
}

/// A file of chunks.
pub(crate) fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    chunk(*b"RIFF", &[b"WEBP", chunks.concat().as_slice()].concat())
}

/// The header of an extended file.
pub(crate) fn extended(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let (w, h) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
    chunk(*b"VP8X", &[flags, 0, 0, 0, w[0], w[1], w[2], h[0], h[1], h[2]])
}

/// The chunks of a file.
pub(crate) fn chunks(file: &[u8]) -> Vec<u8> {
    file[12..].to_vec()
}
