//! The metric: its name, and what it is told apart by.

use command_line::{Given, SettingError};

/// A metric in CloudWatch with the dimensions `Type` and `QueueName`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Metric {
    pub(super) namespace: String,
    pub(super) name: String,
    /// The dimension `Type`.
    pub(super) kind: String,
    /// The dimension `QueueName`.
    pub(super) queue: String,
}

/// What CloudWatch takes in a name: see `Dimension` and `MetricDatum` in its API reference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'a> {
    pub(super) given: Given<'a>,
    pub(super) default: &'static str,
    pub(super) what: &'static str,
    pub(super) longest: usize,
}

impl Name<'_> {
    /// The name as it is given, or its default.
    ///
    /// # Errors
    /// CloudWatch would not take it.
    pub(super) fn read(self) -> Result<String, SettingError> {
        let text = self.given.text().unwrap_or(self.default);
        let why = if text.len() > self.longest {
            format!("is longer than {} characters", self.longest)
        } else if text.starts_with(':') {
            "begins with a colon".to_owned()
        } else if text.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
            "has characters other than printable ASCII".to_owned()
        } else {
            return Ok(text.to_owned());
        };
        Err(self.given.unusable(text, why, self.what))
    }
}

/// The metric's namespace. Those that begin with `AWS/` are AWS's own.
///
/// # Errors
/// CloudWatch would not take it.
pub(super) fn namespace(name: Name<'_>) -> Result<String, SettingError> {
    let text = name.read()?;
    if text.starts_with("AWS/") {
        return Err(name
            .given
            .unusable(&text, "begins with AWS/, as only AWS's own may", name.what));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &String) -> Name<'_> {
        Name {
            given: Given::new("metric_namespace", "--metric-namespace", Some(text)),
            default: "ECS-SQS-BPI",
            what: "a namespace",
            longest: 255,
        }
    }

    #[test]
    fn what_cloudwatch_does_not_take_is_named() {
        for (text, why) in [
            ("AWS/SQS".to_owned(), "begins with AWS/"),
            (":a".to_owned(), "begins with a colon"),
            ("größe".to_owned(), "other than printable ASCII"),
            ("a\tb".to_owned(), "other than printable ASCII"),
            ("x".repeat(256), "longer than 255"),
        ] {
            let told = namespace(name(&text)).expect_err(&text).to_string();
            assert!(
                told.starts_with("metric_namespace is '") && told.contains(why),
                "{told}"
            );
        }
    }

    #[test]
    fn all_else_is_taken_and_nothing_is_the_default() {
        for text in ["My App/queue #1", &"x".repeat(255), "a:b"] {
            assert_eq!(namespace(name(&text.to_owned())).as_deref(), Ok(text));
        }
        assert_eq!(namespace(name(&"  ".to_owned())).as_deref(), Ok("ECS-SQS-BPI"));
    }
}
