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
