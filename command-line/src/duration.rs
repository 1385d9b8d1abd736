//! Durations on the command line.

use std::time::Duration;

/// Reads a duration such as `250ms`, `20s`, `5m` or `1h 30m`; a bare number is in seconds, as in AWS's own
/// settings. For `#[arg(value_parser = command_line::duration::parse)]`.
///
/// # Errors
/// A sentence that says which forms are understood.
pub fn parse(text: &str) -> Result<Duration, String> {
    let trimmed = text.trim();
    if let Ok(seconds) = trimmed.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds)
            .map_err(|_| "a duration is zero or more seconds".to_owned());
    }
    humantime::parse_duration(trimmed)
        .map_err(|error| format!("{error}; write it like 250ms, 20s, 5m or 12h"))
}

/// A duration as [`parse`] reads it, for help texts and messages.
pub fn show(duration: Duration) -> String {
    humantime::format_duration(duration).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_bare_seconds_are_read() {
        for (text, millis) in [
            ("250ms", 250),
            ("20s", 20_000),
            ("20", 20_000),
            ("0.5", 500),
            ("0", 0),
            (" 5m ", 300_000),
            ("1h 30m", 5_400_000),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_forms_that_are_understood() {
        for text in ["", "-1", "soon", "NaN", "inf", "1e999", "5 parsecs"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("soon").is_err_and(|error| error.contains("20s")));
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let duration = Duration::from_millis(90_250);
        assert_eq!(parse(&show(duration)), Ok(duration));
    }
}
