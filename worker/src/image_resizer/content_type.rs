//! The media type of a thumbnail.

use thumbnail::Format;

/// The image's own, as it was uploaded, if it is not that of another kind of image: then it was wrong of the image
/// already. Where the image has none, that of its format.
pub(super) fn of_thumbnail(of_image: Option<String>, format: Format) -> String {
    of_image
        .filter(|given| !given.trim().is_empty() && !is_of_another(given, format))
        .unwrap_or_else(|| format.content_type().to_owned())
}

fn is_of_another(given: &str, format: Format) -> bool {
    let essence = given
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let Some(kind) = essence.strip_prefix("image/") else {
        return false;
    };
    // In use beside the registered one.
    let jpeg = format == Format::Jpeg && matches!(kind, "jpg" | "pjpeg");
    essence != format.content_type() && !jpeg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_images_own_is_kept_unless_it_names_another_kind_of_image() {
        let of = |given: Option<&str>, format| of_thumbnail(given.map(str::to_owned), format);
        for kept in [
            "image/jpeg",
            "image/jpg",
            "IMAGE/JPEG; q=1",
            "binary/octet-stream",
            "application/x-photo",
        ] {
            assert_eq!(of(Some(kept), Format::Jpeg), kept);
        }
        for wrong in [
            None,
            Some(""),
            Some(" "),
            Some("image/png"),
            Some("image/x-anything"),
        ] {
            assert_eq!(of(wrong, Format::Jpeg), "image/jpeg", "{wrong:?}");
        }
        assert_eq!(of(Some("image/jpeg"), Format::Png), "image/png");
        assert_eq!(of(Some("image/webp"), Format::WebP), "image/webp");
        assert_eq!(of(None, Format::Gif), "image/gif");
    }
}
