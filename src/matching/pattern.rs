//! Texts with gaps: `*` stands for one or more characters.

use regex::Regex;

/// Whether the whole text is of this pattern.
///
/// # Errors
/// The pattern is not usable.
pub fn matches(pattern: &str, text: &str) -> Result<bool, regex::Error> {
    let expression = regex::escape(pattern).replace(r"\*", ".+");
    Ok(Regex::new(&format!("(?s)^{expression}$"))?.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_filled_by_any_text_but_none() {
        let pattern = "(service jobs) has stopped 1 running tasks: (task *).";
        for (text, fits) in [
            ("(service jobs) has stopped 1 running tasks: (task ab12).", true),
            ("(service jobs) has stopped 1 running tasks: (task ).", false),
            ("(service jobs) has stopped 2 running tasks: (task ab12).", false),
            ("(service jobs) has stopped 1 running tasks: (task ab12)", false),
            (
                "x (service jobs) has stopped 1 running tasks: (task ab12).",
                false,
            ),
        ] {
            assert_eq!(matches(pattern, text).ok(), Some(fits), "{text}");
        }
    }
}
