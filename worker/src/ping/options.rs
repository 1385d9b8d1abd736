//! Its settings.

use std::time::Duration;

use clap::Args;
use command_line::SettingError;

use crate::aws::AwsOptions;
use crate::settings::{Given, TopicArn, Topics};

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The topics, as a JSON map of names and ARNs; `ping` is published to:
    /// {"ping":"arn:aws:sns:us-east-1:123456789012:ping"}
    #[arg(long, env = "SNS_TOPIC_ARN", value_name = "JSON")]
    sns_topic_arn: Option<String>,

    /// How long from one greeting to the next, 100ms to 24h [default: 5m]
    #[arg(long, env = "PING_INTERVAL", value_name = "DURATION", conflicts_with = "once")]
    every: Option<String>,

    /// Publish one greeting and end, as a task under an external schedule
    #[arg(long, env = "PING_ONCE")]
    pub(super) once: bool,

    #[command(flatten)]
    pub(super) aws: AwsOptions,
}

impl Options {
    /// The topic that is greeted.
    pub(super) fn topic(&self) -> Result<TopicArn, SettingError> {
        let given = Given::new("SNS_TOPIC_ARN", "--sns-topic-arn", self.sns_topic_arn.as_ref());
        Topics::read(given)?.get(given, "ping").cloned()
    }

    /// How long from one greeting to the next.
    pub(super) fn interval(&self) -> Result<Duration, SettingError> {
        let interval = Given::new("PING_INTERVAL", "--every", self.every.as_ref())
            .duration(Duration::from_millis(100)..=Duration::from_hours(24))?;
        Ok(interval.unwrap_or(Duration::from_mins(5)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unless_told_otherwise_it_greets_every_five_minutes() {
        assert_eq!(Options::default().interval(), Ok(Duration::from_secs(300)));
    }

    #[test]
    fn a_map_without_the_topic_is_named() {
        let topics = Some(r#"{"pong":"arn:aws:sns:us-east-1:123456789012:pong"}"#.to_owned());
        let options = Options {
            sns_topic_arn: topics,
            ..Options::default()
        };
        let error = options.topic().expect_err("no ping").to_string();
        assert!(
            error.starts_with("SNS_TOPIC_ARN is ") && error.contains("no topic 'ping'"),
            "{error}"
        );
    }
}
