//! Its settings.

use std::time::Duration;

use clap::Args;
use command_line::SettingError;

use super::metric::{self, Metric, Name};
use crate::aws::AwsOptions;
use crate::polling::{self, Ceiling, Parallelism};
use crate::protection::{self, HttpAgent};
use crate::settings::{Given, QueueReference, QueueRegion};

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The queue's name, looked up in its region; it is also the metric's dimension QueueName
    #[arg(long, env = "queue_name", value_name = "NAME")]
    queue_name: Option<String>,

    /// The queue's URL, in place of its name
    #[arg(long, env = "QUEUE_URI", value_name = "URL")]
    queue_uri: Option<String>,

    #[command(flatten)]
    pub(super) region: QueueRegion,

    /// The metric's name [default: MsgProcessingDuration]
    #[arg(long, env = "app_metric_name", value_name = "NAME", help_heading = "Metric")]
    app_metric_name: Option<String>,

    /// The metric's dimension Type [default: Single-Queue]
    #[arg(long, env = "metric_type", value_name = "TYPE", help_heading = "Metric")]
    metric_type: Option<String>,

    /// The metric's namespace [default: ECS-SQS-BPI]
    #[arg(
        long,
        env = "metric_namespace",
        value_name = "NAMESPACE",
        help_heading = "Metric"
    )]
    metric_namespace: Option<String>,

    /// How long a duration waits for others that go to CloudWatch in the same call, up to 1m [default: 1s]
    #[arg(long, env = "METRIC_DELAY", value_name = "DURATION", help_heading = "Metric")]
    metric_delay: Option<String>,

    /// How many messages are worked on at once, 1 to 1000; the backlog per task counts on one [default: 1]
    #[arg(long, env = "CONCURRENCY", value_name = "N", help_heading = "Polling")]
    concurrency: Option<String>,

    /// How many receives are under way at once, 1 to 100 [default: 1]
    #[arg(long, env = "RECEIVERS", value_name = "N", help_heading = "Polling")]
    receivers: Option<String>,

    /// 1: protects the task from scale-in while it works, where there is an ECS agent; 0: does not [default: 1]
    #[arg(
        long,
        env = "TASK_PROTECTION",
        value_name = "0|1",
        help_heading = "Task protection"
    )]
    task_protection: Option<String>,

    #[command(flatten)]
    pub(super) aws: AwsOptions,

    #[command(flatten)]
    protection: protection::Options,

    #[command(flatten)]
    polling: polling::Options,
}

impl Options {
    /// The queue by its URL, or else by its name.
    pub(super) fn queue(&self) -> Result<QueueReference, SettingError> {
        QueueReference::read(
            Given::new("QUEUE_URI", "--queue-uri", self.queue_uri.as_ref()),
            Given::new("queue_name", "--queue-name", self.queue_name.as_ref()),
        )
    }

    /// The metric of that queue.
    pub(super) fn metric(&self, queue: &QueueReference) -> Result<Metric, SettingError> {
        let name = |given, default, what, longest| Name {
            given,
            default,
            what,
            longest,
        };
        let given = Given::new;
        Ok(Metric {
            namespace: metric::namespace(name(
                given(
                    "metric_namespace",
                    "--metric-namespace",
                    self.metric_namespace.as_ref(),
                ),
                "ECS-SQS-BPI",
                "a namespace of CloudWatch's, such as ECS-SQS-BPI",
                255,
            ))?,
            name: name(
                given(
                    "app_metric_name",
                    "--app-metric-name",
                    self.app_metric_name.as_ref(),
                ),
                "MsgProcessingDuration",
                "a metric's name, such as MsgProcessingDuration",
                255,
            )
            .read()?,
            kind: name(
                given("metric_type", "--metric-type", self.metric_type.as_ref()),
                "Single-Queue",
                "a dimension's value, such as Single-Queue",
                1024,
            )
            .read()?,
            queue: queue.name().to_string(),
        })
    }

    pub(super) fn metric_delay(&self) -> Result<Duration, SettingError> {
        let given = Given::new("METRIC_DELAY", "--metric-delay", self.metric_delay.as_ref());
        let delay = given.duration(Duration::ZERO..=Duration::from_mins(1))?;
        Ok(delay.unwrap_or(Duration::from_secs(1)))
    }

    pub(super) fn polling(&self) -> Result<polling::Settings, SettingError> {
        let given = Given::new;
        self.polling.read(Parallelism::side_by_side(
            given("CONCURRENCY", "--concurrency", self.concurrency.as_ref()).number(1, 1..=1000)?,
            given("RECEIVERS", "--receivers", self.receivers.as_ref()).number(1, 1..=100)?,
        ))
    }

    /// The longest that work may take: what takes longer SQS hands to another worker before it is done.
    pub(super) fn longest(settings: &polling::Settings) -> Duration {
        Ceiling::new(settings.max_in_hand).longest()
    }

    /// The task's agent and how it is asked, where the task is to be protected and there is an agent.
    pub(super) fn protection(&self) -> Result<Option<(protection::Settings, HttpAgent)>, SettingError> {
        let given = Given::new(
            "TASK_PROTECTION",
            "--task-protection",
            self.task_protection.as_ref(),
        );
        let is_wished = given.switch(true, "1 to protect the task while it works, or 0 not to")?;
        if !is_wished || !self.protection.has_agent() {
            return Ok(None);
        }
        Ok(Some((self.protection.read()?, self.protection.agent()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_that_help_tells() {
        let options = Options {
            queue_name: Some("work.fifo".to_owned()),
            ..Options::default()
        };
        let queue = options.queue().expect("usable");
        let metric = options.metric(&queue).expect("usable");
        assert_eq!(
            metric,
            Metric {
                namespace: "ECS-SQS-BPI".to_owned(),
                name: "MsgProcessingDuration".to_owned(),
                kind: "Single-Queue".to_owned(),
                queue: "work.fifo".to_owned(),
            }
        );
        let polling = options.polling().expect("usable");
        assert_eq!(polling.parallelism, Parallelism::side_by_side(1, 1));
        assert_eq!(Options::longest(&polling), Duration::from_secs(43_195));
        assert_eq!(options.metric_delay(), Ok(Duration::from_secs(1)));
        assert!(options.protection().expect("usable").is_none());
    }

    #[test]
    fn a_queue_is_found_by_its_url_before_its_name_which_is_the_dimension() {
        let options = Options {
            queue_name: Some("other".to_owned()),
            queue_uri: Some("http://localhost:4566/000000000000/work.fifo".to_owned()),
            ..Options::default()
        };
        let queue = options.queue().expect("usable");
        assert!(matches!(queue, QueueReference::Url(_)));
        assert_eq!(options.metric(&queue).expect("usable").queue, "work.fifo");
    }

    #[test]
    fn nothing_takes_longer_than_a_message_is_kept_in_hand() {
        let settings = polling::Settings {
            max_in_hand: Duration::from_mins(1),
            ..Options::default().polling().expect("usable")
        };
        assert_eq!(Options::longest(&settings), Duration::from_mins(1));
    }
}
