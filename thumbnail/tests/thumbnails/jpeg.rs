//! What is particular to JPEG.

use super::formats::{made, make};
use crate::files::jpeg::{Kind, decode, encode, exif};
use crate::files::picture::{Picture, photograph};
use thumbnail::Error;

/// Red, green, blue and white, each in a corner.
fn corners() -> Picture {
    Picture::new(400, 240, |x, y| match (x < 200, y < 120) {
        (true, true) => [250, 5, 5],
        (false, true) => [5, 250, 5],
        (true, false) => [5, 5, 250],
        (false, false) => [250, 250, 250],
    })
}

/// The colours of the corners of a picture, in the order of reading.
pub(crate) fn found(picture: &Picture) -> String {
    let (right, bottom) = (picture.width - 8, picture.height - 8);
    let places = [(7, 7), (right, 7), (7, bottom), (right, bottom)];
    let names = places.map(|(x, y)| match *picture.pixel(x, y) {
        [200..=255, 0..60, 0..60, ..] => 'R',
        [0..60, 200..=255, 0..60, ..] => 'G',
        [0..60, 0..60, 200..=255, ..] => 'B',
        [200..=255, 200..=255, 200..=255, ..] => 'W',
        _ => '?',
    });
    names.into_iter().collect()
}

/// What EXIF's orientations make of the corners R, G above B, W.
pub(crate) const ORIENTED: [(u16, &str); 9] = [
    (1, "RGBW"),
    (2, "GRWB"),
    (3, "WBGR"),
    (4, "BWRG"),
    (5, "RBGW"),
    (6, "BRWG"),
    (7, "WGBR"),
    (8, "GWRB"),
    (9, "RGBW"),
];

#[test]
fn is_turned_as_its_exif_data_say() {
    for (orientation, corners_shown) in ORIENTED {
        for progressive in [false, true] {
            let kind = Kind {
                segments: vec![(1, exif(orientation))],
                progressive,
                ..Kind::default()
            };
            let (thumbnail, picture) = made(&encode(&corners(), &kind), 100);
            let turned = (5..=8).contains(&orientation);
            let expected = if turned { (60, 100) } else { (100, 60) };
            assert_eq!((thumbnail.width, thumbnail.height), expected, "{orientation}");
            assert_eq!(found(&picture), corners_shown, "{orientation}");
        }
    }
}

#[test]
fn is_not_turned_by_exif_data_that_are_broken() {
    for broken in [
        b"Exif\0\0".to_vec(),
        b"Exif\0\0MM\0\x2A\xFF\xFF\xFF\xFF".to_vec(),
        exif(6)[..20].to_vec(),
    ] {
        let kind = Kind {
            segments: vec![(1, broken)],
            ..Kind::default()
        };
        let (_, picture) = made(&encode(&corners(), &kind), 100);
        assert_eq!(found(&picture), "RGBW");
    }
}

#[test]
fn in_cmyk_becomes_rgb() {
    // As Adobe writes it: 255 is no ink.
    let cmyk = corners().map(|pixel| [pixel[0], pixel[1], pixel[2], 255]);
    let (thumbnail, picture) = made(&encode(&cmyk, &Kind::default()), 100);
    assert_eq!(picture.channels, 3);
    assert_eq!(found(&decode(&thumbnail.bytes)), "RGBW");
    let black = cmyk.map(|pixel| [pixel[0], pixel[1], pixel[2], 0]);
    let (_, picture) = made(&encode(&black, &Kind::default()), 100);
    assert!(picture.bytes.iter().all(|&value| value < 20));
}

#[test]
fn in_grey_stays_grey() {
    let (_, picture) = made(&encode(&photograph(500, 400).grey(), &Kind::default()), 100);
    assert_eq!(picture.channels, 1);
}

#[test]
fn keeps_its_profile_and_nothing_else() {
    let profile: Vec<u8> = (0..100_000_u32)
        .map(|at| u8::try_from(at % 251).unwrap())
        .collect();
    let part = |number, part: &[u8]| (2, [b"ICC_PROFILE\0", &[number, 2][..], part].concat());
    let kind = Kind {
        // In the wrong order, which is allowed.
        segments: vec![
            part(2, &profile[60_000..]),
            part(1, &profile[..60_000]),
            (1, exif(1)),
            (13, b"Photoshop".to_vec()),
        ],
        ..Kind::default()
    };
    let (thumbnail, _) = made(&encode(&photograph(300, 300), &kind), 100);
    let first = thumbnail
        .bytes
        .windows(14)
        .position(|at| at == b"ICC_PROFILE\0\x01\x02")
        .unwrap();
    let second = thumbnail
        .bytes
        .windows(14)
        .position(|at| at == b"ICC_PROFILE\0\x02\x02")
        .unwrap();
    let length = |at: usize| {
        usize::from(u16::from_be_bytes([
            thumbnail.bytes[at - 2],
            thumbnail.bytes[at - 1],
        ])) - 16
    };
    let kept = [
        &thumbnail.bytes[first + 14..][..length(first)],
        &thumbnail.bytes[second + 14..][..length(second)],
    ]
    .concat();
    assert!(kept == profile);
    for gone in [&b"Exif"[..], b"Photoshop"] {
        assert!(!thumbnail.bytes.windows(gone.len()).any(|at| at == gone));
    }
}

#[test]
fn cut_off_anywhere_is_an_error() {
    for progressive in [false, true] {
        let kind = Kind {
            progressive,
            ..Kind::default()
        };
        let file = encode(&photograph(160, 120), &kind);
        // The last two bytes say that it ends.
        for length in 1..file.len() - 2 {
            let made = make(&file[..length], 64);
            assert!(matches!(made, Err(Error::Truncated { .. })), "{length}: {made:?}");
        }
    }
}

#[test]
fn is_refused_if_it_has_too_many_scans() {
    let kind = Kind {
        progressive: true,
        ..Kind::default()
    };
    let mut file = encode(&photograph(800, 600), &kind);
    let last = file.windows(2).rposition(|at| at == [0xFF, 0xDA]).unwrap();
    let end = file.len() - 2;
    let scan = file[last..end].to_vec();
    file.truncate(end);
    for _ in 0..100 {
        file.extend(&scan);
    }
    file.extend([0xFF, 0xD9]);
    let error = make(&file, 300).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
}

#[test]
fn is_refused_if_it_is_of_a_kind_that_is_not_taken() {
    let file = encode(&photograph(64, 64), &Kind::default());
    let frame = file.windows(2).position(|at| at == [0xFF, 0xC0]).unwrap();
    // The marker, or the place and the value of a byte of its header.
    for (at, value, said) in [
        (1, 0xC3, "without loss"),
        (1, 0xC5, "hierarchical"),
        (1, 0xC9, "arithmetic"),
        (4, 12, "12 bits"),
    ] {
        let mut other = file.clone();
        other[frame + at] = value;
        let error = make(&other, 32).unwrap_err();
        assert!(matches!(error, Error::Unsupported { .. }), "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn that_is_progressive_looks_as_one_that_is_not() {
    // The same coefficients, in another order. At an eighth of the size most of the scans are left out.
    for (picture, sampling) in [
        (photograph(1600, 1203), (2, 2)),
        (photograph(1600, 1203), (2, 1)),
        (photograph(1600, 1203), (1, 1)),
        (photograph(1600, 1203).grey(), (0, 0)),
    ] {
        for size in [64, 224, 700] {
            let [baseline, progressive] = [false, true].map(|progressive| {
                let kind = Kind {
                    progressive,
                    sampling,
                    ..Kind::default()
                };
                make(&encode(&picture, &kind), size).unwrap()
            });
            assert!(baseline == progressive, "{sampling:?} at {size}");
        }
    }
}
