//! The scheduled publisher's greeting.

use regex::Regex;
use time::PrimitiveDateTime;
use time::macros::format_description;

/// Whether a message is `Hello! Message <5 lowercase letters> sent at time <Weekday, Month DD YYYY, HH:MM:SS>`, and
/// the time one that exists. Returns the time.
///
/// # Errors
/// What differs.
pub fn greeting(message: &str) -> Result<PrimitiveDateTime, String> {
    let form =
        Regex::new(r"^Hello! Message [a-z]{5} sent at time (.+)$").map_err(|error| error.to_string())?;
    let time = form
        .captures(message)
        .and_then(|found| found.get(1))
        .ok_or_else(|| {
            format!("expected `Hello! Message <5 lowercase letters> sent at time ...`, seen `{message}`")
        })?;
    let format = format_description!("[weekday], [month repr:long] [day] [year], [hour]:[minute]:[second]");
    let refused = |why: &str| {
        format!(
            "expected a time like `Monday, May 02 2022, 15:34:19`, seen `{}` ({why})",
            time.as_str()
        )
    };
    let parsed =
        PrimitiveDateTime::parse(time.as_str(), &format).map_err(|error| refused(&error.to_string()))?;
    // The weekday is read and not held against the date by the parser.
    if time.as_str().starts_with(&parsed.weekday().to_string()) {
        Ok(parsed)
    } else {
        Err(refused(&format!("it was a {}", parsed.weekday())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_own_example_is_a_greeting() {
        assert!(greeting("Hello! Message srptt sent at time Monday, May 02 2022, 15:34:19").is_ok());
    }

    #[test]
    fn anything_else_is_not() {
        for message in [
            "Hello! Message srpt sent at time Monday, May 02 2022, 15:34:19",
            "Hello! Message srptT sent at time Monday, May 02 2022, 15:34:19",
            "Hello! Message srptt sent at time Monday, May 2 2022, 15:34:19",
            "Hello! Message srptt sent at time Monday, May 32 2022, 15:34:19",
            "Hello! Message srptt sent at time Tuesday, May 02 2022, 15:34:19",
            "Hello! Message srptt sent at time 2022-05-02T15:34:19Z",
            "",
        ] {
            assert!(greeting(message).is_err(), "{message}");
        }
    }
}
