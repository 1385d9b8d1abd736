//! A queue's name.

use std::fmt;

use command_line::{Given, SettingError};

/// A queue's name as SQS takes it: 1 to 80 letters, digits, hyphens and underscores, of which a FIFO queue's
/// last are `.fifo`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QueueName(String);

impl QueueName {
    /// Checks a name; the error completes "which ...".
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() || text.len() > 80 {
            return Err("is not 1 to 80 characters long");
        }
        let stem = text.strip_suffix(".fifo").unwrap_or(text);
        if stem.is_empty()
            || !stem
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        {
            return Err("has characters other than letters, digits, '-' and '_' (and '.fifo' at the end)");
        }
        Ok(Self(text.to_owned()))
    }

    /// The name that a setting must be.
    ///
    /// # Errors
    /// It was not given, or SQS would not take it.
    pub fn read(given: Given<'_>) -> Result<Self, SettingError> {
        let what = "the queue's name";
        let text = given.required(what)?;
        Self::parse(text).map_err(|why| given.unusable(text, why, what))
    }

    /// Whether it is a FIFO queue's.
    pub fn is_fifo(&self) -> bool {
        self.0.strip_suffix(".fifo").is_some()
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for QueueName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_sqs_takes_pass() {
        for text in ["q", "My_queue-1", "orders.fifo", &"x".repeat(80)] {
            let name = QueueName::parse(text).expect(text);
            assert_eq!(name.is_fifo(), text == "orders.fifo");
        }
        for text in ["", ".fifo", "a.b", "a/b", "with space", "ü", &"x".repeat(81)] {
            assert!(QueueName::parse(text).is_err(), "{text}");
        }
    }
}
