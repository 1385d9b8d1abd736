//! What a client sent, as the log may show it: one line of bounded length that cannot pass for several, nor act on
//! the terminal of whoever reads it.

use std::fmt::Write;

/// The longest text that is shown, in bytes.
const LONGEST: usize = 1024;

/// The text with its control characters escaped, cut where it is long.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(LONGEST + 16));
    for sign in text.chars() {
        if line.len() + sign.len_utf8() > LONGEST {
            line.push('…');
            break;
        }
        if needs_escape(sign) {
            // Writing to a string succeeds.
            let _ = write!(line, "{}", sign.escape_default());
        } else {
            line.push(sign);
        }
    }
    line
}

/// Control characters, what some readers take for a line's end, and what reorders the text around it.
fn needs_escape(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in ["ping", "", "Grüße, 世界 🦀", r#"{"path":"C:\\x"}"#] {
            assert_eq!(one_line(text), text);
        }
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(
            one_line("a\nTask protection acquired\r\t\u{1b}[31m\u{7f}\u{85}\u{2028}\u{202e}"),
            r"a\nTask protection acquired\r\t\u{1b}[31m\u{7f}\u{85}\u{2028}\u{202e}"
        );
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(one_line(&"x".repeat(1024)), "x".repeat(1024));
        assert_eq!(one_line(&"x".repeat(1025)), format!("{}…", "x".repeat(1024)));
        assert_eq!(one_line(&"ü".repeat(600)), format!("{}…", "ü".repeat(512)));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_one_short_line(text in "\\PC{0,40}|(.|\n|\r){0,2000}") {
            let line = one_line(&text);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert!(line.len() <= LONGEST + 16);
        }
    }
}
