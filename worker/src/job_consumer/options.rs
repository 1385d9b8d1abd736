//! Its settings.

use std::time::Duration;

use clap::Args;
use command_line::SettingError;

use crate::aws::AwsOptions;
use crate::polling::{self, LONGEST_IN_HAND, Parallelism};
use crate::protection;
use crate::settings::{Given, QueueReference, QueueRegion, QueueUrl};

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The URL of the queue that holds the jobs
    #[arg(long, env = "COPILOT_QUEUE_URI", value_name = "URL")]
    queue_uri: Option<String>,

    #[command(flatten)]
    pub(super) region: QueueRegion,

    /// How many jobs are worked on at once, under one protection, 1 to 100 [default: 1]
    #[arg(long, env = "CONCURRENCY", value_name = "N")]
    concurrency: Option<String>,

    /// The longest that a job takes, whatever its message asks for, up to 12h [default: 1h]
    #[arg(long, env = "LONGEST_JOB", value_name = "DURATION")]
    longest_job: Option<String>,

    /// The pause, unprotected, after a poll that brought nothing: ECS can stop an idle task then [default: 1s]
    #[arg(long, env = "IDLE_PAUSE", value_name = "DURATION")]
    idle_pause: Option<String>,

    #[command(flatten)]
    pub(super) aws: AwsOptions,

    #[command(flatten)]
    pub(super) protection: protection::Options,

    #[command(flatten)]
    polling: polling::Options,
}

impl Options {
    pub(super) fn queue(&self) -> Result<QueueReference, SettingError> {
        let given = Given::new("COPILOT_QUEUE_URI", "--queue-uri", self.queue_uri.as_ref());
        QueueUrl::read(given, "the URL of the queue that holds the jobs").map(QueueReference::Url)
    }

    /// A receiver for each job that may be worked on at once: it protects, polls for one, and sees it done.
    pub(super) fn polling(&self) -> Result<polling::Settings, SettingError> {
        let given = Given::new("CONCURRENCY", "--concurrency", self.concurrency.as_ref());
        let receivers = given.number(1, 1..=100)?;
        let given = Given::new("IDLE_PAUSE", "--idle-pause", self.idle_pause.as_ref());
        let idle_pause = given
            .duration(Duration::ZERO..=Duration::from_mins(10))?
            .unwrap_or(Duration::from_secs(1));
        self.polling.read(Parallelism {
            idle_pause,
            ..Parallelism::one_at_a_time(receivers)
        })
    }

    pub(super) fn longest_job(&self) -> Result<Duration, SettingError> {
        let given = Given::new("LONGEST_JOB", "--longest-job", self.longest_job.as_ref());
        let longest = given.duration(Duration::from_millis(1)..=LONGEST_IN_HAND)?;
        Ok(longest.unwrap_or(Duration::from_hours(1)))
    }
}
