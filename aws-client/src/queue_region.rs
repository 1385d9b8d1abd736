//! The region of a program's queues.

use clap::Args;
use command_line::{Given, SettingError};

use crate::region;

/// The setting, for `#[command(flatten)]`.
#[derive(Debug, Clone, Default, Args)]
pub struct QueueRegion {
    /// The queue's region [default: AWS_REGION]
    #[arg(long, env = "QUEUE_REGION", value_name = "REGION")]
    queue_region: Option<String>,

    #[arg(long, env = "AWS_REGION", hide = true)]
    aws_region: Option<String>,
}

impl QueueRegion {
    /// The region, checked.
    ///
    /// # Errors
    /// None was given, or what was given cannot be one.
    pub fn read(&self) -> Result<String, SettingError> {
        region(&[
            Given::new("QUEUE_REGION", "--queue-region", self.queue_region.as_ref()),
            Given::new("AWS_REGION", "--aws-region", self.aws_region.as_ref()),
        ])
    }
}
