//! JPEG files.

use mozjpeg::{ColorSpace, Compress, Decompress, Marker};

use super::picture::Picture;

/// How a file is made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kind {
    pub(crate) progressive: bool,
    /// How many pixels a sample of colour stands for, across and down; 0 for what the encoder does by itself.
    pub(crate) sampling: (u8, u8),
    /// The segments before the image: number of the APP marker, and what it holds.
    pub(crate) segments: Vec<(u8, Vec<u8>)>,
}

/// The picture, grey, in colour or as CMYK by its channels.
pub(crate) fn encode(picture: &Picture, kind: &Kind) -> Vec<u8> {
    let mut encoder = Compress::new(match picture.channels {
        1 => ColorSpace::JCS_GRAYSCALE,
        3 => ColorSpace::JCS_RGB,
        4 => ColorSpace::JCS_CMYK,
        channels => panic!("{channels} channels"),
    });
    encoder.set_fastest_defaults();
    encoder.set_quality(92.0);
    encoder.set_size(picture.width as usize, picture.height as usize);
    if kind.sampling != (0, 0) {
        encoder.set_chroma_sampling_pixel_sizes(kind.sampling, kind.sampling);
    }
    if kind.progressive {
        encoder.set_progressive_mode();
    }
    let mut encoder = encoder.start_compress(Vec::new()).unwrap();
    for (number, content) in &kind.segments {
        encoder.write_marker(Marker::APP(*number), content);
    }
    encoder.write_scanlines(&picture.bytes).unwrap();
    encoder.finish().unwrap()
}

/// All of it, in colour unless it is grey.
pub(crate) fn decode(file: &[u8]) -> Picture {
    let decoder = Decompress::new_mem(file).unwrap();
    let channels = if decoder.components().len() == 1 { 1 } else { 3 };
    let mut decoder = match channels {
        1 => decoder.grayscale().unwrap(),
        _ => decoder.rgb().unwrap(),
    };
    Picture {
        width: u32::try_from(decoder.width()).unwrap(),
        height: u32::try_from(decoder.height()).unwrap(),
        channels,
        bytes: decoder.read_scanlines().unwrap(),
    }
}

/// EXIF data that says an orientation.
pub(crate) fn exif(orientation: u16) -> Vec<u8> {
    [b"Exif\0\0", tiff(orientation).as_slice()].concat()
}

/// The same without its introduction, as PNG and WebP have it.
pub(crate) fn tiff(orientation: u16) -> Vec<u8> {
    let [high, low] = orientation.to_be_bytes();
    let mut tiff = b"MM\0\x2A\0\0\0\x08\0\x01".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, high, low, 0, 0]);
    tiff.extend([0; 4]);
    tiff
}
