//! Each format comes out as it came in, in the size that fits.

use thumbnail::{Error, Format, Limits, Options, Thumbnail};

use crate::files::picture::{Picture, photograph};
use crate::files::{gif, jpeg, png, webp};

pub(crate) fn options(size: u32) -> Options {
    Options {
        size,
        quality: 90,
        limits: Limits::default(),
    }
}

pub(crate) fn make(file: &[u8], size: u32) -> Result<Thumbnail, Error> {
    thumbnail::make(file, &options(size))
}

/// Makes a thumbnail and decodes it, in the format that it says it has.
pub(crate) fn made(file: &[u8], size: u32) -> (Thumbnail, Picture) {
    let thumbnail = make(file, size).unwrap();
    let picture = decoded(&thumbnail);
    assert_eq!(
        (picture.width, picture.height),
        (thumbnail.width, thumbnail.height)
    );
    (thumbnail, picture)
}

pub(crate) fn decoded(thumbnail: &Thumbnail) -> Picture {
    match thumbnail.format {
        Format::Jpeg => jpeg::decode(&thumbnail.bytes),
        Format::Png => png::decode(&thumbnail.bytes),
        Format::WebP => webp::decode(&thumbnail.bytes),
        Format::Gif => gif::decode(&thumbnail.bytes),
    }
}

/// A file of each format.
pub(crate) fn files(picture: &Picture) -> [(Format, Vec<u8>); 4] {
    [
        (Format::Jpeg, jpeg::encode(picture, &jpeg::Kind::default())),
        (Format::Png, png::encode(picture)),
        (Format::WebP, webp::encode(picture, false)),
        (Format::Gif, gif::encode(picture)),
    ]
}

#[test]
fn the_format_is_kept() {
    for (format, file) in files(&photograph(640, 480)) {
        let (thumbnail, picture) = made(&file, 224);
        assert_eq!(thumbnail.format, format);
        assert_eq!((picture.width, picture.height), (224, 168), "{format:?}");
    }
}

#[test]
fn nothing_is_enlarged() {
    for (format, file) in files(&photograph(100, 60)) {
        let (_, picture) = made(&file, 224);
        assert_eq!((picture.width, picture.height), (100, 60), "{format:?}");
    }
}

#[test]
fn sizes_are_rounded_as_pillow_rounds_them() {
    // What `Image.thumbnail` of Pillow 12 made of them.
    for (width, height, size, expected) in [
        (640, 480, 224, (224, 168)),
        (480, 640, 224, (168, 224)),
        (300, 199, 100, (100, 66)),
        (199, 300, 100, (66, 100)),
        (1000, 3, 100, (100, 1)),
        (3, 1000, 100, (1, 100)),
        (500, 500, 99, (99, 99)),
        (401, 267, 224, (224, 149)),
        (267, 401, 224, (149, 224)),
        (1000, 15, 100, (100, 2)),
        (15, 1000, 100, (1, 100)),
        (16, 1000, 100, (2, 100)),
        (20, 1, 3, (3, 1)),
    ] {
        let file = png::encode(&Picture::new(width, height, |_, _| [90]));
        let thumbnail = make(&file, size).unwrap();
        assert_eq!(
            (thumbnail.width, thumbnail.height),
            expected,
            "{width} x {height} in {size}"
        );
    }
}
