//! Its settings.

use clap::Args;
use command_line::SettingError;

use crate::aws::AwsOptions;
use crate::polling;
use crate::settings::{Given, QueueList, QueueRegion};

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The queue's URL, or several with commas
    #[arg(long, env = "QUEUE_URI", value_name = "URL")]
    queue_uri: Option<String>,

    /// The queue's name, or several with commas: looked up where no URL is given
    #[arg(long, env = "QUEUE_NAME", value_name = "NAME")]
    queue_name: Option<String>,

    #[command(flatten)]
    pub(super) region: QueueRegion,

    /// A drill: messages whose body contains this text fail, and so come to the dead-letter queue
    #[arg(long, env = "FAIL_ON", value_name = "TEXT")]
    fail_on: Option<String>,

    #[command(flatten)]
    pub(super) aws: AwsOptions,

    #[command(flatten)]
    parallel: polling::Parallel,

    #[command(flatten)]
    polling: polling::Options,
}

impl Options {
    pub(super) fn queues(&self) -> Result<QueueList, SettingError> {
        QueueList::read(
            Given::new("QUEUE_URI", "--queue-uri", self.queue_uri.as_ref()),
            Given::new("QUEUE_NAME", "--queue-name", self.queue_name.as_ref()),
        )
    }

    pub(super) fn polling(&self) -> Result<polling::Settings, SettingError> {
        self.polling.read(self.parallel.read()?)
    }

    /// The text on which messages fail; an empty one is none.
    pub(super) fn fail_on(&self) -> Option<String> {
        self.fail_on.clone().filter(|text| !text.is_empty())
    }
}
