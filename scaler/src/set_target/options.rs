//! Its settings as they are given on the command line and in the environment.

use std::time::Duration;

use aws_client::{AwsOptions, QueueName};
use clap::Args;
use command_line::{Given, SettingError};

use super::metric::Metrics;
use super::statistic::Statistic;
use crate::passes;

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The name of the target tracking policy whose target is set
    #[arg(long, env = "scaling_policy_name", value_name = "NAME")]
    scaling_policy_name: Option<String>,

    /// The service that the policy is of, as service/<cluster>/<service>; needed where several have one of that name
    #[arg(long, env = "resource_id", value_name = "ID")]
    resource_id: Option<String>,

    /// The longest that a message should wait [default: 60s]
    #[arg(long, env = "desired_latency", value_name = "DURATION")]
    acceptable_delay: Option<String>,

    /// The processing duration while none was measured [default: 5s]
    #[arg(long, env = "default_msg_proc_duration", value_name = "DURATION")]
    default_duration: Option<String>,

    /// How far back processing durations are looked at, 1s to 15days [default: 24h]
    #[arg(long, env = "window", value_name = "DURATION")]
    window: Option<String>,

    /// Which statistic of them is taken: Average, Maximum, Minimum, or a percentile such as p90 [default: Average]
    #[arg(long, env = "statistic", value_name = "STATISTIC")]
    statistic: Option<String>,

    /// The queue's name: the dimension QueueName of both metrics
    #[arg(long, env = "queue_name", value_name = "NAME")]
    queue_name: Option<String>,

    /// The metric that the workers publish [default: MsgProcessingDuration]
    #[arg(long, env = "app_metric_name", value_name = "NAME")]
    app_metric_name: Option<String>,

    /// The metric that the target is published as [default: ecsTargetBPI]
    #[arg(long, env = "bpi_metric_name", value_name = "NAME")]
    bpi_metric_name: Option<String>,

    /// The dimension Type of both metrics [default: Single-Queue]
    #[arg(long, env = "metric_type", value_name = "TYPE")]
    metric_type: Option<String>,

    /// The namespace of both metrics [default: ECS-SQS-BPI]
    #[arg(long, env = "metric_namespace", value_name = "NAMESPACE")]
    metric_namespace: Option<String>,

    /// A pass every so long, 100ms to 24h, the first at once, until SIGTERM [default: one pass]
    #[arg(long, env = "EVERY", value_name = "DURATION")]
    every: Option<String>,

    /// How long a pass may take before it is given up, 1s to 1h [default: 60s]
    #[arg(long, env = "PASS_TIMEOUT", value_name = "DURATION")]
    pass_timeout: Option<String>,

    /// The region of policy and metrics
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    region: Option<String>,

    #[command(flatten)]
    pub(super) aws: AwsOptions,
}

/// What a policy is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) resource_id: Option<String>,
}

const SHORTEST: Duration = Duration::from_millis(1);

impl Options {
    pub(super) fn policy(&self) -> Result<Wanted, SettingError> {
        let name = Given::new(
            "scaling_policy_name",
            "--scaling-policy-name",
            self.scaling_policy_name.as_ref(),
        );
        let resource_id = Given::new("resource_id", "--resource-id", self.resource_id.as_ref());
        Ok(Wanted {
            name: name
                .required("the name of the target tracking policy")?
                .to_owned(),
            resource_id: resource_id.text().map(str::to_owned),
        })
    }

    pub(super) fn acceptable_delay(&self) -> Result<Duration, SettingError> {
        let given = Given::new(
            "desired_latency",
            "--acceptable-delay",
            self.acceptable_delay.as_ref(),
        );
        let delay = given.duration(SHORTEST..=Duration::from_hours(24 * 14))?;
        Ok(delay.unwrap_or(Duration::from_secs(60)))
    }

    pub(super) fn default_duration(&self) -> Result<Duration, SettingError> {
        let given = Given::new(
            "default_msg_proc_duration",
            "--default-duration",
            self.default_duration.as_ref(),
        );
        let duration = given.duration(SHORTEST..=Duration::from_hours(12))?;
        Ok(duration.unwrap_or(Duration::from_secs(5)))
    }

    pub(super) fn window(&self) -> Result<Duration, SettingError> {
        let given = Given::new("window", "--window", self.window.as_ref());
        let window = given.whole_seconds(Duration::from_secs(1)..=Duration::from_hours(24 * 15))?;
        Ok(window.unwrap_or(Duration::from_hours(24)))
    }

    pub(super) fn statistic(&self) -> Result<Statistic, SettingError> {
        let given = Given::new("statistic", "--statistic", self.statistic.as_ref());
        let Some(text) = given.text() else {
            return Ok(Statistic::default());
        };
        let what = "Average, Maximum, Minimum, or a percentile such as p90";
        text.parse().map_err(|why| given.unusable(text, why, what))
    }

    pub(super) fn metrics(&self) -> Result<Metrics, SettingError> {
        let queue = QueueName::read(Given::new("queue_name", "--queue-name", self.queue_name.as_ref()))?;
        let or = |given: Option<&String>, default: &str| {
            let text = given.map(|text| text.trim()).filter(|text| !text.is_empty());
            text.unwrap_or(default).to_owned()
        };
        Ok(Metrics {
            namespace: or(self.metric_namespace.as_ref(), "ECS-SQS-BPI"),
            duration: or(self.app_metric_name.as_ref(), "MsgProcessingDuration"),
            target: or(self.bpi_metric_name.as_ref(), "ecsTargetBPI"),
            kind: or(self.metric_type.as_ref(), "Single-Queue"),
            queue: queue.to_string(),
        })
    }

    /// How long from one pass to the next; nothing for a single pass.
    pub(super) fn every(&self) -> Result<Option<Duration>, SettingError> {
        passes::every(self.every.as_ref())
    }

    pub(super) fn pass_timeout(&self) -> Result<Duration, SettingError> {
        passes::limit(self.pass_timeout.as_ref())
    }

    pub(super) fn region(&self) -> Result<String, SettingError> {
        aws_client::region(&[Given::new("AWS_REGION", "--region", self.region.as_ref())])
    }
}
