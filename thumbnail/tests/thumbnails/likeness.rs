//! A thumbnail looks as the whole image does that is resampled with Lanczos' filter.

use super::formats::made;
use crate::files::likeness::{likeness, resampled};
use crate::files::picture::{Picture, photograph};
use crate::files::{gif, jpeg, png, webp};

const LIKE: f64 = 0.97;
const SIZES: [u32; 3] = [224, 299, 64];

/// Compares the thumbnails of a file with the whole of what is in it.
fn compare(name: &str, file: &[u8], whole: &Picture) {
    for size in SIZES {
        let (_, thumbnail) = made(file, size);
        let reference = resampled(whole, thumbnail.width, thumbnail.height);
        let like = likeness(&seen(&thumbnail), &seen(&reference));
        println!("{name} at {size}: {like:.4}");
        assert!(like >= LIKE, "{name} at {size}: {like:.4}");
    }
}

/// A picture as it is seen: what is transparent is black, whatever its colour.
fn seen(picture: &Picture) -> Picture {
    let has_alpha = picture.channels.is_multiple_of(2);
    let mut seen = picture.clone();
    for pixel in seen.bytes.chunks_exact_mut(picture.channels) {
        if let [colours @ .., alpha] = pixel
            && has_alpha
        {
            for colour in colours {
                *colour = u8::try_from(u16::from(*colour) * u16::from(*alpha) / 255).unwrap();
            }
        }
    }
    seen
}

#[test]
fn of_jpeg() {
    let photograph = photograph(2400, 1800);
    for (name, sampling) in [("4:2:0", (2, 2)), ("4:2:2", (2, 1)), ("4:4:4", (1, 1))] {
        for progressive in [false, true] {
            let kind = jpeg::Kind {
                progressive,
                sampling,
                ..jpeg::Kind::default()
            };
            let file = jpeg::encode(&photograph, &kind);
            compare(
                &format!("{name}, progressive {progressive}"),
                &file,
                &jpeg::decode(&file),
            );
        }
    }
}

#[test]
fn of_jpeg_at_every_fraction_of_its_size() {
    // At a whole, a half, a quarter and an eighth, and at widths that are no multiples of a block.
    for width in [230, 451, 900, 1801, 3607] {
        let kind = jpeg::Kind {
            progressive: true,
            ..jpeg::Kind::default()
        };
        let file = jpeg::encode(&photograph(width, width * 3 / 4 + 1), &kind);
        compare(&format!("{width} wide"), &file, &jpeg::decode(&file));
    }
}

#[test]
fn of_grey_jpeg() {
    let file = jpeg::encode(&photograph(2400, 1800).grey(), &jpeg::Kind::default());
    compare("grey", &file, &jpeg::decode(&file));
}

#[test]
fn of_png() {
    let photograph = photograph(1500, 1000);
    for (name, picture) in [
        ("RGB", photograph.clone()),
        ("RGBA", photograph.fading()),
        ("grey", photograph.grey()),
        ("grey and alpha", photograph.grey().fading()),
    ] {
        compare(name, &png::encode(&picture), &picture);
    }
}

#[test]
fn of_webp() {
    let photograph = photograph(1500, 1000);
    for (picture, lossless) in [
        (&photograph, false),
        (&photograph, true),
        (&photograph.fading(), false),
    ] {
        let file = webp::encode(picture, lossless);
        let name = format!("{} channels, lossless {lossless}", picture.channels);
        compare(&name, &file, &webp::decode(&file));
    }
}

#[test]
fn of_gif() {
    let file = gif::encode(&photograph(800, 600));
    compare("GIF", &file, &gif::decode(&file));
}
