//! Pictures in words, as features have them.

use super::{Kind, Picture};

/// Where the words tell no size.
const SIDE: (u16, u16) = (320, 240);

pub(super) fn read(description: &str, number: u16) -> Option<Picture> {
    let picture = |kind, (width, height)| Picture {
        kind,
        number,
        width,
        height,
    };
    let of_no_size = match description {
        "an empty file" => Some(Kind::Empty),
        "a text" => Some(Kind::Text),
        "a truncated JPEG" => Some(Kind::Truncated),
        "a JPEG that says it is 60000 x 60000" => Some(Kind::Enormous),
        "a decompression bomb" => Some(Kind::Bomb),
        _ => None,
    };
    if let Some(kind) = of_no_size {
        return Some(picture(kind, SIDE));
    }
    let (kind, size) = description.split_once(" of ")?;
    let kind = match kind {
        "a JPEG" => Kind::Jpeg,
        "a CMYK JPEG" => Kind::CmykJpeg,
        "a PNG" => Kind::Png,
        "a 16-bit PNG" => Kind::DeepPng,
        "an animated GIF" => Kind::AnimatedGif,
        _ => return None,
    };
    Some(picture(kind, self::size(size)?))
}

/// `640 x 480`.
fn size(text: &str) -> Option<(u16, u16)> {
    let (width, height) = text.split_once(" x ")?;
    let side = |text: &str| text.parse().ok().filter(|side| *side > 0);
    Some((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_read_or_refused() {
        assert_eq!(read("a JPEG of 640 x 480", 7), Some(Picture::jpeg(7, 640, 480)));
        assert_eq!(
            read("a truncated JPEG", 7).map(|picture| picture.kind),
            Some(Kind::Truncated)
        );
        for wrong in [
            "a JPEG",
            "a JPEG of 0 x 4",
            "a JPEG of 1 by 2",
            "a TIFF of 2 x 2",
            "",
        ] {
            assert_eq!(read(wrong, 7), None, "{wrong}");
        }
    }
}
