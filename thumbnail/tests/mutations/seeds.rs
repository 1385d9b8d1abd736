//! Right files, of which wrong ones are made.

use png::{BitDepth, ColorType};

use crate::files::picture::photograph;
use crate::files::webp::{chunk, chunks, extended, riff};
use crate::files::{gif, jpeg, png as png_files, webp};

pub(crate) fn all() -> Vec<Vec<u8>> {
    let photograph = photograph(96, 70);
    let (grey, fading) = (photograph.grey(), photograph.fading());
    let mut files = Vec::new();
    for progressive in [false, true] {
        for sampling in [(1, 1), (2, 2), (2, 1)] {
            let segments = vec![(1, jpeg::exif(6)), (2, b"ICC_PROFILE\0\x01\x01profile".to_vec())];
            let kind = jpeg::Kind {
                progressive,
                sampling,
                segments,
            };
            files.push(jpeg::encode(&photograph, &kind));
        }
        let kind = jpeg::Kind {
            progressive,
            ..jpeg::Kind::default()
        };
        files.extend([jpeg::encode(&grey, &kind), jpeg::encode(&fading, &kind)]);
    }
    files.extend([&photograph, &grey, &fading, &grey.fading()].map(png_files::encode));
    let deep: Vec<u8> = photograph.bytes.iter().flat_map(|&byte| [byte, byte]).collect();
    let chunk_of_exif = [(*b"eXIf", jpeg::tiff(3)), (*b"tRNS", vec![0; 6])];
    files.push(png_files::encode_raw(
        &photograph,
        ColorType::Rgb,
        BitDepth::Sixteen,
        &deep,
        &chunk_of_exif,
    ));
    files.push(png_files::encode_raw(
        &grey,
        ColorType::Indexed,
        BitDepth::Eight,
        &grey.bytes,
        &[(*b"tRNS", vec![9; 40])],
    ));
    files.push(gif::encode(&photograph));
    files.push(gif::encode_frames(
        100,
        80,
        &[gif::frame(&fading), gif::frame(&photograph)],
    ));
    for lossless in [false, true] {
        files.push(webp::encode(&photograph, lossless));
        files.push(webp::encode(&fading, lossless));
    }
    let frame = [
        &[0; 6][..],
        &[95, 0, 0, 69, 0, 0, 9, 0, 0, 0],
        &chunks(&webp::encode(&photograph, false)),
    ]
    .concat();
    files.push(riff(&[
        extended(0x2A, 100, 80),
        chunk(*b"ICCP", &[3; 50]),
        chunk(*b"ANIM", &[0; 6]),
        chunk(*b"ANMF", &frame),
        chunk(*b"EXIF", &jpeg::tiff(8)),
    ]));
    files
}
