//! What is particular to WebP.

use image_webp::WebPDecoder;

use super::formats::made;
use super::jpeg::{ORIENTED, found};
use crate::files::jpeg::{exif, tiff};
use crate::files::picture::{Picture, photograph};
use crate::files::webp::{chunk, chunks, encode, extended, riff};

const EXIF: u8 = 0x08;
const PROFILE: u8 = 0x20;
const ANIMATED: u8 = 0x02;

fn is_lossless(file: &[u8]) -> bool {
    file.windows(4).any(|at| at == b"VP8L")
}

#[test]
fn stays_with_or_without_loss() {
    for lossless in [false, true] {
        let (thumbnail, _) = made(&encode(&photograph(300, 200), lossless), 100);
        assert_eq!(is_lossless(&thumbnail.bytes), lossless);
    }
}

#[test]
fn stays_transparent() {
    for lossless in [false, true] {
        let (_, picture) = made(&encode(&photograph(300, 200).fading(), lossless), 100);
        assert_eq!(picture.channels, 4);
        assert!(picture.pixel(3, 30)[3] > 230);
        assert!(picture.pixel(97, 30)[3] < 25);
    }
}

#[test]
fn is_turned_as_its_exif_data_say() {
    let corners = Picture::new(400, 240, |x, y| match (x < 200, y < 120) {
        (true, true) => [255, 0, 0],
        (false, true) => [0, 255, 0],
        (true, false) => [0, 0, 255],
        (false, false) => [255, 255, 255],
    });
    let image = chunks(&encode(&corners, true));
    for (orientation, expected) in ORIENTED {
        for data in [tiff(orientation), exif(orientation)] {
            let file = riff(&[extended(EXIF, 400, 240), image.clone(), chunk(*b"EXIF", &data)]);
            let (_, picture) = made(&file, 100);
            assert_eq!(found(&picture), expected, "{orientation}");
        }
    }
}

#[test]
fn keeps_its_profile() {
    for (picture, lossless) in [
        (photograph(300, 200), false),
        (photograph(300, 200), true),
        (photograph(300, 200).fading(), false),
        (photograph(300, 200).fading(), true),
    ] {
        let image = chunks(&encode(&picture, lossless));
        // What libwebp writes may have a header already.
        let image = if image.starts_with(b"VP8X") {
            image[18..].to_vec()
        } else {
            image
        };
        let profile = chunk(*b"ICCP", &[7; 301]);
        let flags = PROFILE | if picture.channels == 4 { 0x10 } else { 0 };
        let file = riff(&[extended(flags, 300, 200), profile, image]);
        let (thumbnail, _) = made(&file, 100);
        let mut decoder = WebPDecoder::new(std::io::Cursor::new(&thumbnail.bytes)).unwrap();
        assert_eq!(decoder.icc_profile().unwrap().as_deref(), Some(&[7; 301][..]));
    }
}

#[test]
fn that_is_animated_comes_out_as_its_first_frame_on_its_canvas() {
    let frame = |colour: [u8; 3], lossless| {
        let image = chunks(&encode(&Picture::new(100, 50, |_, _| colour), lossless));
        // At 40, 20, in units of two pixels.
        let place = [20, 0, 0, 10, 0, 0, 99, 0, 0, 49, 0, 0, 100, 0, 0, 0];
        chunk(*b"ANMF", &[&place[..], &image].concat())
    };
    for lossless in [false, true] {
        let file = riff(&[
            extended(ANIMATED, 200, 100),
            chunk(*b"ANIM", &[0; 6]),
            frame([255, 0, 0], lossless),
            frame([0, 0, 255], lossless),
        ]);
        let (thumbnail, picture) = made(&file, 100);
        assert_eq!((thumbnail.width, thumbnail.height), (100, 50));
        // From 20, 10 to 70, 35: just within each side, and just beyond it.
        for (within, beyond) in [
            ((22, 20), (17, 20)),
            ((67, 20), (72, 20)),
            ((40, 12), (40, 7)),
            ((40, 32), (40, 37)),
        ] {
            assert!(picture.pixel(within.0, within.1)[3] > 200, "{within:?}");
            assert!(picture.pixel(beyond.0, beyond.1)[3] < 50, "{beyond:?}");
        }
        let [red, green, blue, alpha] = *picture.pixel(40, 20) else {
            panic!("no alpha")
        };
        assert!(red > 240 && green < 20 && blue < 20 && alpha > 250);
    }
}
