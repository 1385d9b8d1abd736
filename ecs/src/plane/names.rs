//! The form of names: up to 255 letters, digits, underscores and hyphens.

/// The longest name, in characters.
const LONGEST: usize = 255;

/// Whether a cluster, family, container or the like may be called that.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The beginning of a text that is too long to be repeated.
pub(crate) fn shown(text: &str) -> &str {
    &text[..text.floor_char_boundary(300)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_hyphens_and_underscores_make_a_name() {
        assert!(is_name("Jobs_2-a") && is_name(&"a".repeat(255)));
        for wrong in ["", "a b", "ä", "a.b", "a/b", &"a".repeat(256)] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }
}
