//! What is particular to PNG.

use png::{BitDepth, ColorType};

use super::formats::made;
use super::jpeg::{ORIENTED, found};
use crate::files::jpeg::tiff;
use crate::files::likeness::{likeness, resampled};
use crate::files::picture::{Picture, photograph};
use crate::files::png::{decode, encode, encode_raw};

#[test]
fn with_16_bits_a_sample_comes_out_with_8() {
    let photograph = photograph(500, 400);
    for (picture, colours) in [
        (photograph.clone(), ColorType::Rgb),
        (photograph.fading(), ColorType::Rgba),
        (photograph.grey(), ColorType::Grayscale),
    ] {
        let samples: Vec<u8> = picture.bytes.iter().flat_map(|&high| [high, 0x5A]).collect();
        let file = encode_raw(&picture, colours, BitDepth::Sixteen, &samples, &[]);
        let (_, thumbnail) = made(&file, 100);
        assert!(likeness(&thumbnail, &resampled(&picture, 100, 80)) > 0.99);
    }
}

#[test]
fn with_few_bits_a_sample_comes_out_with_8() {
    for depth in [BitDepth::One, BitDepth::Two, BitDepth::Four] {
        let bits = depth as usize;
        // All samples as large as they can be: white.
        let picture = Picture::new(300, 200, |_, _| [255]);
        let row = (300 * bits).div_ceil(8);
        let file = encode_raw(&picture, ColorType::Grayscale, depth, &vec![0xFF; row * 200], &[]);
        let (_, thumbnail) = made(&file, 100);
        assert_eq!(
            (thumbnail.width, thumbnail.height, thumbnail.channels),
            (100, 67, 1)
        );
        assert!(thumbnail.bytes.iter().all(|&value| value == 255));
    }
}

#[test]
fn with_a_palette_comes_out_without() {
    let size = Picture::new(300, 200, |_, _| [200]);
    let file = encode_raw(&size, ColorType::Indexed, BitDepth::Eight, &size.bytes, &[]);
    let (_, thumbnail) = made(&file, 100);
    assert_eq!(thumbnail.channels, 3);
    assert!(
        thumbnail
            .bytes
            .chunks_exact(3)
            .all(|pixel| pixel == [200, 55, 100])
    );
}

#[test]
fn with_a_palette_that_is_transparent_in_part_stays_so() {
    let picture = Picture::new(300, 200, |x, _| [u8::from(x >= 150)]);
    let chunks = [(*b"tRNS", vec![0, 255])];
    let file = encode_raw(
        &picture,
        ColorType::Indexed,
        BitDepth::Eight,
        &picture.bytes,
        &chunks,
    );
    let (_, thumbnail) = made(&file, 100);
    assert_eq!(thumbnail.channels, 4);
    assert_eq!(thumbnail.pixel(10, 10)[3], 0);
    assert_eq!(thumbnail.pixel(90, 10), [1, 254, 0, 255]);
}

#[test]
fn does_not_let_transparent_colours_bleed() {
    // A white shape on green that is not to be seen.
    let picture = Picture::new(400, 400, |x, _| {
        if x % 40 < 20 {
            [255, 255, 255, 255]
        } else {
            [0, 255, 0, 0]
        }
    });
    let (_, thumbnail) = made(&encode(&picture), 57);
    let seen: Vec<&[u8]> = thumbnail
        .bytes
        .chunks_exact(4)
        .filter(|pixel| pixel[3] > 8)
        .collect();
    assert!(seen.len() > 1000);
    assert!(seen.iter().all(|pixel| pixel[0] > 230), "green bled into white");
}

#[test]
fn is_turned_as_its_exif_data_say_before_or_behind_the_image() {
    let corners = Picture::new(400, 240, |x, y| match (x < 200, y < 120) {
        (true, true) => [255, 0, 0],
        (false, true) => [0, 255, 0],
        (true, false) => [0, 0, 255],
        (false, false) => [255, 255, 255],
    });
    for (orientation, expected) in ORIENTED {
        let chunks = [(*b"eXIf", tiff(orientation))];
        let before = encode_raw(&corners, ColorType::Rgb, BitDepth::Eight, &corners.bytes, &chunks);
        // From before the image to before the end.
        let start = before.windows(4).position(|at| at == b"eXIf").unwrap() - 4;
        let length = 12 + tiff(orientation).len();
        let mut behind = before.clone();
        let chunk: Vec<u8> = behind.drain(start..start + length).collect();
        let end = behind.len() - 12;
        behind.splice(end..end, chunk);
        for file in [before, behind] {
            let (_, picture) = made(&file, 100);
            assert_eq!(found(&picture), expected, "{orientation}");
        }
    }
}

#[test]
fn keeps_its_profile_and_its_gamma() {
    let picture = photograph(300, 200);
    let chunks = [
        (*b"gAMA", 45_455_u32.to_be_bytes().to_vec()),
        (*b"tEXt", b"Author\0me".to_vec()),
    ];
    let file = encode_raw(&picture, ColorType::Rgb, BitDepth::Eight, &picture.bytes, &chunks);
    let (thumbnail, _) = made(&file, 100);
    assert!(thumbnail.bytes.windows(8).any(|at| at == b"gAMA\0\0\xB1\x8F"));
    assert!(!thumbnail.bytes.windows(4).any(|at| at == b"tEXt"));
    let mut info = png::Info::with_size(300, 200);
    info.color_type = ColorType::Rgb;
    info.icc_profile = Some(vec![7; 3000].into());
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info)
        .unwrap()
        .write_header()
        .unwrap();
    writer.write_image_data(&picture.bytes).unwrap();
    writer.finish().unwrap();
    let (thumbnail, _) = made(&file, 100);
    let reader = png::Decoder::new(std::io::Cursor::new(&thumbnail.bytes))
        .read_info()
        .unwrap();
    assert_eq!(reader.info().icc_profile.as_deref(), Some(&[7; 3000][..]));
}

#[test]
fn that_is_interlaced_looks_as_one_that_is_not() {
    for (width, height) in [(300, 200), (37, 23), (3, 1), (1, 5)] {
        let picture = photograph(width, height);
        let (plain, _) = made(&encode(&picture), 20);
        let (interlaced, _) = made(&super::interlaced::png(&picture), 20);
        assert!(plain.bytes == interlaced.bytes, "{width} x {height}");
        assert_eq!(decode(&interlaced.bytes).width, plain.width);
    }
}
