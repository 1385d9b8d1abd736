//! An object's key, as S3 writes it in its events.

use percent_encoding::percent_decode_str;

/// The key behind one that is encoded as in a form: `+` or `%20` for a space, `%2B` for a plus. A `%` that begins no
/// escape stands for itself.
///
/// # Errors
/// What results is no UTF-8, as every key of S3's is.
pub(super) fn decode(encoded: &str) -> Result<String, std::str::Utf8Error> {
    let spaced = encoded.replace('+', " ");
    Ok(percent_decode_str(&spaced).decode_utf8()?.into_owned())
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_ways_to_write_a_space_are_read_and_a_plus_stays_one() {
        for (encoded, key) in [
            ("red+flower.jpg", "red flower.jpg"),
            ("red%20flower.jpg", "red flower.jpg"),
            ("1%2B1+%3D+2.jpg", "1+1 = 2.jpg"),
            ("100%25.jpg", "100%.jpg"),
            ("a%2520b", "a%20b"),
            (
                "photos/2026/%C3%BCber+%E6%97%A5%E6%9C%AC.jpg",
                "photos/2026/über 日本.jpg",
            ),
            ("%F0%9F%8C%B7", "🌷"),
            ("über", "über"),
            ("half%", "half%"),
            ("half%zz%4", "half%zz%4"),
        ] {
            assert_eq!(decode(encoded).as_deref(), Ok(key), "{encoded}");
        }
    }

    #[test]
    fn what_is_no_utf8_is_refused() {
        assert!(decode("%FF%FE.jpg").is_err());
        assert!(decode("%C3.jpg").is_err());
    }

    proptest! {
        #[test]
        fn every_key_is_read_back_however_its_spaces_are_written(key in "\\PC{1,60}") {
            let escaped = utf8_percent_encode(&key, NON_ALPHANUMERIC).to_string();
            prop_assert_eq!(decode(&escaped), Ok(key.clone()));
            prop_assert_eq!(decode(&escaped.replace("%20", "+")), Ok(key));
        }
    }
}
