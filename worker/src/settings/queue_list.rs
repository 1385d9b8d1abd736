//! The queues that a worker takes messages from.

use command_line::SettingError;

use super::{Given, QueueName, QueueReference, QueueUrl};

/// One queue or more, each once, in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueList(Vec<QueueReference>);

impl QueueList {
    /// Reads `QUEUE_URI`, or where that is missing `QUEUE_NAME`; each may list several, with commas.
    ///
    /// # Errors
    /// Both are missing, or an entry of the one that counts is malformed.
    pub fn read(urls: Given<'_>, names: Given<'_>) -> Result<Self, SettingError> {
        if let Some(text) = urls.text() {
            return Self::each(urls, text, "a queue's URL, or several with commas", |entry| {
                QueueUrl::parse(entry).map(QueueReference::Url)
            });
        }
        if let Some(text) = names.text() {
            return Self::each(names, text, "a queue's name, or several with commas", |entry| {
                QueueName::parse(entry)
                    .map(QueueReference::Name)
                    .map_err(str::to_owned)
            });
        }
        urls.required(&format!(
            "the queue's URL, or set {}, to its name",
            names.variable
        ))?;
        Ok(Self(Vec::new()))
    }

    fn each(
        given: Given<'_>,
        text: &str,
        what: &str,
        parse: impl Fn(&str) -> Result<QueueReference, String>,
    ) -> Result<Self, SettingError> {
        let mut queues = Vec::new();
        for entry in text.split(',').map(str::trim) {
            let queue = parse(entry).map_err(|why| given.unusable(entry, why, what))?;
            if !queues.contains(&queue) {
                queues.push(queue);
            }
        }
        Ok(Self(queues))
    }
}

impl IntoIterator for QueueList {
    type Item = QueueReference;
    type IntoIter = std::vec::IntoIter<QueueReference>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "http://localhost:4566/000000000000/one";
    const TWO: &str = "http://localhost:4566/000000000000/two.fifo";

    fn read(urls: &str, names: &str) -> Result<Vec<String>, SettingError> {
        let (urls, names) = (urls.to_owned(), names.to_owned());
        QueueList::read(
            Given::new("QUEUE_URI", "--queue-uri", Some(&urls)),
            Given::new("QUEUE_NAME", "--queue-name", Some(&names)),
        )
        .map(|list| {
            list.into_iter()
                .map(|queue| match queue {
                    QueueReference::Url(url) => url.to_string(),
                    QueueReference::Name(name) => name.to_string(),
                })
                .collect()
        })
    }

    #[test]
    fn urls_win_over_names_and_each_counts_once() {
        assert_eq!(
            read(&format!("{ONE}, {TWO},{ONE}"), "other"),
            Ok(vec![ONE.to_owned(), TWO.to_owned()])
        );
        assert_eq!(read("", "one,two"), Ok(vec!["one".to_owned(), "two".to_owned()]));
    }

    #[test]
    fn what_is_missing_or_malformed_is_named() {
        assert_eq!(read("", " ").expect_err("missing").setting, "QUEUE_URI");
        let error = read(&format!("{ONE},nowhere"), "").expect_err("unusable");
        assert!(
            error
                .to_string()
                .starts_with("QUEUE_URI is 'nowhere', which is no URL"),
            "{error}"
        );
        let error = read(&format!("{ONE},"), "").expect_err("unusable");
        assert!(error.to_string().starts_with("QUEUE_URI is '', which"), "{error}");
        assert_eq!(read("", "a b").expect_err("unusable").setting, "QUEUE_NAME");
    }
}
