//! What a queue is known by.

use command_line::{Given, SettingError};

use crate::{QueueName, QueueUrl};

/// A queue by its URL, or by the name under which SQS knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum QueueReference {
    /// By URL.
    Url(QueueUrl),
    /// By name, to be looked up with `GetQueueUrl` in the program's own account and region.
    Name(QueueName),
}

impl QueueReference {
    /// Reads the queue's URL, or where that is missing its name.
    ///
    /// # Errors
    /// Both are missing (the name is named), or the one that counts is malformed.
    pub fn read(url: Given<'_>, name: Given<'_>) -> Result<Self, SettingError> {
        if url.text().is_some() {
            QueueUrl::read(url, "the queue's URL").map(Self::Url)
        } else {
            QueueName::read(name).map(Self::Name)
        }
    }

    /// The queue's name, which its URL tells too.
    pub fn name(&self) -> &QueueName {
        match self {
            Self::Url(url) => url.name(),
            Self::Name(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://localhost:4566/000000000000/work.fifo";

    fn read(url: &str, name: &str) -> Result<QueueReference, SettingError> {
        let (url, name) = (url.to_owned(), name.to_owned());
        QueueReference::read(
            Given::new("QUEUE_URI", "--queue-uri", Some(&url)),
            Given::new("queue_name", "--queue-name", Some(&name)),
        )
    }

    #[test]
    fn a_queue_is_found_by_its_url_before_its_name() {
        let by_url = read(URL, "other").expect("usable");
        assert!(matches!(by_url, QueueReference::Url(_)));
        assert_eq!(by_url.name().as_str(), "work.fifo");
        let by_name = read(" ", "other").expect("usable");
        assert!(matches!(by_name, QueueReference::Name(_)));
        assert_eq!(by_name.name().as_str(), "other");
    }

    #[test]
    fn what_is_missing_or_malformed_is_named() {
        for (url, name, told) in [
            (
                "",
                "",
                "queue_name is missing; set it, or --queue-name, to the queue's name",
            ),
            (
                "work",
                "work",
                "QUEUE_URI is 'work', which is no URL (relative URL without a base); set it, or --queue-uri, to the \
                 queue's URL",
            ),
            (
                "",
                &"x".repeat(81),
                &format!(
                    "queue_name is '{}', which is not 1 to 80 characters long; set it, or --queue-name, to the \
                     queue's name",
                    "x".repeat(81)
                ),
            ),
        ] {
            assert_eq!(read(url, name).expect_err(told).to_string(), told);
        }
    }
}
