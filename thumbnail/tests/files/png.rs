//! PNG files.

use png::{BitDepth, ColorType, Decoder, Encoder, Transformations};

use super::picture::Picture;

/// The picture with 8 bits a sample.
pub(crate) fn encode(picture: &Picture) -> Vec<u8> {
    let colours = match picture.channels {
        1 => ColorType::Grayscale,
        2 => ColorType::GrayscaleAlpha,
        3 => ColorType::Rgb,
        _ => ColorType::Rgba,
    };
    encode_raw(picture, colours, BitDepth::Eight, &picture.bytes, &[])
}

/// Samples as they are to stand in the file, with chunks before them.
pub(crate) fn encode_raw(
    size: &Picture,
    colours: ColorType,
    depth: BitDepth,
    samples: &[u8],
    chunks: &[([u8; 4], Vec<u8>)],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, size.width, size.height);
    encoder.set_color(colours);
    encoder.set_depth(depth);
    if colours == ColorType::Indexed {
        let palette: Vec<u8> = (0..=255_u8)
            .flat_map(|index| [index, 255 - index, index / 2])
            .collect();
        encoder.set_palette(palette);
    }
    let mut writer = encoder.write_header().unwrap();
    for (name, content) in chunks {
        writer.write_chunk(png::chunk::ChunkType(*name), content).unwrap();
    }
    writer.write_image_data(samples).unwrap();
    writer.finish().unwrap();
    bytes
}

/// All of it, with 8 bits a sample.
pub(crate) fn decode(file: &[u8]) -> Picture {
    let mut decoder = Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    Picture {
        width: info.width,
        height: info.height,
        channels: info.color_type.samples(),
        bytes,
    }
}

/// The checksum of a chunk, of its name and what it holds.
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    });
    !crc
}
