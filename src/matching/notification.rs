//! An SNS notification as SQS delivers it.

use regex::Regex;
use serde_json::{Map, Value};

/// What a field of a notification is expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// This text.
    Is(String),
    /// A time in UTC, to the millisecond: `2022-05-02T15:34:19.387Z`.
    Time,
    /// Base64 of at least one byte.
    Base64,
    /// The URL of a `.pem` file.
    Certificate,
    /// A URL that carries the ARN of a subscription to this topic.
    Unsubscribe(String),
}

/// Holds a message's body against the fields of a notification; it may have others besides (`Subject`,
/// `MessageAttributes`).
///
/// # Errors
/// Each field that is missing or differs.
pub fn notification(body: &str, expected: &[(String, Field)]) -> Result<(), String> {
    let fields: Map<String, Value> = serde_json::from_str(body)
        .map_err(|error| format!("expected a JSON object, seen `{body}` ({error})"))?;
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|(name, field)| match fields.get(name) {
            None => Some(format!("{name}: missing")),
            Some(Value::String(text)) => field
                .differs(text)
                .map(|expected| format!("{name}: expected {expected}, seen `{text}`")),
            Some(other) => Some(format!("{name}: expected a text, seen {other}")),
        })
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

impl Field {
    fn differs(&self, text: &str) -> Option<String> {
        let form = |pattern: &str| Regex::new(pattern).is_ok_and(|form| form.is_match(text));
        let (fits, expected) = match self {
            Self::Is(expected) => (text == expected, format!("`{expected}`")),
            Self::Time => (
                form(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"),
                "a time like 2022-05-02T15:34:19.387Z".to_owned(),
            ),
            Self::Base64 => (
                text.len().is_multiple_of(4) && form("^[A-Za-z0-9+/]+={0,2}$"),
                "Base64".to_owned(),
            ),
            Self::Certificate => (form(r"^https?://\S+\.pem$"), "the URL of a .pem file".to_owned()),
            Self::Unsubscribe(topic) => (
                form(r"^https?://\S+[?&]Action=Unsubscribe(&\S*)?$")
                    && text.contains(&format!("SubscriptionArn={topic}:")),
                format!("a URL to unsubscribe from {topic}"),
            ),
        };
        (!fits).then_some(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "arn:aws:sns:us-east-2:123456789012:ping";

    fn body(time: &str, signature: &str) -> String {
        serde_json::json!({
            "Type": "Notification",
            "Timestamp": time,
            "Signature": signature,
            "SigningCertURL": "https://sns.us-east-2.amazonaws.com/SimpleNotificationService-7ff5.pem",
            "UnsubscribeURL": format!(
                "https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={TOPIC}:445f255f"
            ),
        })
        .to_string()
    }

    fn fields() -> Vec<(String, Field)> {
        [
            ("Type", Field::Is("Notification".to_owned())),
            ("Timestamp", Field::Time),
            ("Signature", Field::Base64),
            ("SigningCertURL", Field::Certificate),
            ("UnsubscribeURL", Field::Unsubscribe(TOPIC.to_owned())),
        ]
        .map(|(name, field)| (name.to_owned(), field))
        .into()
    }

    #[test]
    fn the_documents_own_example_fits() {
        assert_eq!(
            notification(
                &body("2022-05-02T15:34:19.387Z", "WNHwbHU1k4g=="[..12].into()),
                &fields()
            ),
            Ok(())
        );
    }

    #[test]
    fn each_field_that_differs_is_told() {
        let error =
            notification(&body("2022-05-02T15:34:19Z", "not base64!"), &fields()).expect_err("differs");
        assert!(error.contains("Timestamp: expected a time like"), "{error}");
        assert!(
            error.contains("Signature: expected Base64, seen `not base64!`"),
            "{error}"
        );
        assert_eq!(error.lines().count(), 2);
        let error = notification("{\"Type\": 1}", &fields()).expect_err("differs");
        assert!(
            error.starts_with("Type: expected a text, seen 1\nTimestamp: missing"),
            "{error}"
        );
        assert!(notification("plain text", &fields()).is_err_and(|error| error.contains("JSON object")));
        let other = [(
            "UnsubscribeURL".to_owned(),
            Field::Unsubscribe("arn:aws:sns:eu-west-1:1:x".to_owned()),
        )];
        assert!(notification(&body("", ""), &other).is_err());
    }
}
