//! A queue's URL.

use std::fmt;

use command_line::{Given, SettingError};
use url::Url;

use crate::QueueName;

/// A queue's URL, `https://sqs.<region>.amazonaws.com/<account>/<name>` or an emulator's likeness of it: any
/// host, and any path that ends in a 12-digit account and the queue's name. Kept as it was given, for SQS takes
/// it back literally.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QueueUrl {
    text: String,
    name: QueueName,
}

impl QueueUrl {
    /// Checks a URL; the error completes "which ...".
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("is no URL ({error})"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("is no http or https URL".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("has a query or fragment, which no queue's URL has".to_owned());
        }
        let mut segments = url.path().rsplit('/');
        let name = segments.next().unwrap_or_default();
        let account = segments.next().unwrap_or_default();
        if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("does not end in a 12-digit account and a queue's name".to_owned());
        }
        let name = QueueName::parse(name).map_err(|why| format!("ends in a queue's name that {why}"))?;
        Ok(Self {
            text: text.to_owned(),
            name,
        })
    }

    /// The URL that a setting must be; `what` completes "set it to ...".
    ///
    /// # Errors
    /// It was not given, or is no queue's URL.
    pub fn read(given: Given<'_>, what: &str) -> Result<Self, SettingError> {
        let text = given.required(what)?;
        Self::parse(text).map_err(|why| given.unusable(text, why, what))
    }

    /// The URL as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The queue's name.
    pub fn name(&self) -> &QueueName {
        &self.name
    }
}

impl fmt::Display for QueueUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_forms_of_aws_and_of_emulators_are_taken() {
        for text in [
            "https://sqs.us-east-2.amazonaws.com/123456789012/AWSProton-worker-XWL8D7ptF4mP",
            "https://queue.amazonaws.com/123456789012/legacy",
            "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders.fifo",
            "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/q",
            "http://127.0.0.1:4566/queue/us-east-1/000000000000/q",
        ] {
            let url = QueueUrl::parse(text).expect(text);
            assert_eq!(url.as_str(), text);
            assert!(text.ends_with(url.name().as_str()));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "my-queue",
            "arn:aws:sqs:us-east-1:123456789012:q",
            "ftp://host/123456789012/q",
            "https://sqs.us-east-1.amazonaws.com",
            "https://sqs.us-east-1.amazonaws.com/123456789012",
            "https://sqs.us-east-1.amazonaws.com/123456789012/",
            "https://sqs.us-east-1.amazonaws.com/1234/q",
            "https://sqs.us-east-1.amazonaws.com/123456789012/q?x=1",
            "https://sqs.us-east-1.amazonaws.com/123456789012/a.b",
        ] {
            assert!(QueueUrl::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_account_and_name_on_any_host_is_read_back(
            host in "[a-z]{1,10}(\\.[a-z]{1,10}){0,3}(:[1-9][0-9]{1,3})?",
            account in "[0-9]{12}",
            name in "[A-Za-z0-9_-]{1,75}(\\.fifo)?",
        ) {
            let text = format!("https://{host}/{account}/{name}");
            let url = QueueUrl::parse(&text).expect("a queue's URL");
            prop_assert_eq!(url.name().as_str(), name);
            prop_assert_eq!(url.as_str(), text);
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = QueueUrl::parse(&text);
        }
    }
}
