//! The endpoint that stands in for AWS's own.

use command_line::{Given, SettingError};
use url::Url;

/// The endpoint for every AWS call, if one was given.
///
/// # Errors
/// It is no http or https URL.
pub fn endpoint(given: Given<'_>) -> Result<Option<String>, SettingError> {
    let what = "a URL such as http://localhost:4566, or leave it out for AWS itself";
    let Some(text) = given.text() else {
        return Ok(None);
    };
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Some(text.to_owned())),
        _ => Err(given.unusable(text, "is no http or https URL", what)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<String>, SettingError> {
        endpoint(Given::new(
            "AWS_ENDPOINT_URL",
            "--endpoint-url",
            Some(&text.to_owned()),
        ))
    }

    #[test]
    fn urls_are_taken_and_anything_else_is_named() {
        assert_eq!(read(""), Ok(None));
        assert_eq!(
            read("http://127.0.0.1:4566"),
            Ok(Some("http://127.0.0.1:4566".to_owned()))
        );
        for text in ["localhost:4566", "ftp://x", "http://", "4566"] {
            let error = read(text).expect_err("unusable").to_string();
            assert!(error.starts_with("AWS_ENDPOINT_URL is '"), "{error}");
        }
    }
}
