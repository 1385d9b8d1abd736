//! Its settings as they are given on the command line and in the environment.

use std::num::NonZeroU64;
use std::time::Duration;

use aws_client::AwsOptions;
use clap::Args;
use command_line::{Given, SettingError};

use super::parameter::{self, Parameter};
use super::strategy::{self, CapacityProviderStrategy};
use super::values::Values;
use crate::passes;

/// The most messages that one task can be started for.
const LARGEST_BATCH: usize = 1_000_000;

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// A pass every so long, 100ms to 24h, the first at once, until SIGTERM [default: one pass]
    #[arg(long, env = "EVERY", value_name = "DURATION")]
    every: Option<String>,

    /// So many messages call for one task, 1 to 1000000 [default: 10]
    #[arg(long, env = "PIPELINE_BATCH_SIZE", value_name = "N")]
    batch_size: Option<String>,

    /// Over which capacity providers the tasks of a RunTask are spread, as the AWS CLI takes it [default:
    /// capacityProvider=FARGATE,base=2,weight=1 capacityProvider=FARGATE_SPOT,weight=4]
    #[arg(
        long,
        env = "PIPELINE_CAPACITY_PROVIDER_STRATEGY",
        value_name = "STRATEGY",
        num_args = 1..
    )]
    capacity_provider_strategy: Option<Vec<String>>,

    /// What stands before the parameters' names in SSM, such as /queue-processing/ [default: nothing]
    #[arg(long, env = "PIPELINE_PARAMETERS_PREFIX", value_name = "PREFIX")]
    parameters_prefix: Option<String>,

    /// How long a pass may take before it is given up, 1s to 1h [default: 60s]
    #[arg(long, env = "PASS_TIMEOUT", value_name = "DURATION")]
    pass_timeout: Option<String>,

    /// The region of queue, cluster and parameters
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    region: Option<String>,

    #[command(flatten)]
    pub(super) aws: AwsOptions,

    #[command(flatten)]
    pipeline: Pipeline,
}

/// The settings that come from SSM unless they are given here.
#[derive(Debug, Clone, Default, Args)]
#[command(
    next_help_heading = "Read from SSM, from the parameters of the variables' names, unless given here"
)]
struct Pipeline {
    /// The URL of the queue
    #[arg(long, env = "PIPELINE_UNPROCESSED_SQS_URL", value_name = "URL")]
    queue_url: Option<String>,

    /// 1 to enable the pipeline; anything else disables it
    #[arg(long, env = "PIPELINE_ENABLED", value_name = "0|1")]
    enabled: Option<String>,

    /// The most tasks that run at once, 0 to 100000
    #[arg(long, env = "PIPELINE_ECS_MAX_TASKS", value_name = "N")]
    max_tasks: Option<String>,

    /// The cluster's name or ARN
    #[arg(long, env = "PIPELINE_ECS_CLUSTER", value_name = "CLUSTER")]
    cluster: Option<String>,

    /// The task definition's container that gets the settings of the job
    #[arg(long, env = "PIPELINE_ECS_TASK_CONTAINER", value_name = "NAME")]
    container: Option<String>,

    /// The task definition: family, family:revision or ARN
    #[arg(long, env = "PIPELINE_ECS_TASK_DEFINITION", value_name = "DEFINITION")]
    task_definition: Option<String>,

    /// The tasks' subnet, or several with commas
    #[arg(long, env = "PIPELINE_ECS_TASK_SUBNET", value_name = "IDS")]
    subnets: Option<String>,

    /// The tasks' security group, or several with commas
    #[arg(long, env = "PIPELINE_ECS_TASK_SECURITYGROUP", value_name = "IDS")]
    security_groups: Option<String>,

    /// The prefix of what the tasks store, handed on to them
    #[arg(long, env = "PIPELINE_S3_DEST_PREFIX", value_name = "PREFIX")]
    dest_prefix: Option<String>,
}

impl Options {
    /// How long from one pass to the next; nothing for a single pass.
    pub(super) fn every(&self) -> Result<Option<Duration>, SettingError> {
        passes::every(self.every.as_ref())
    }

    pub(super) fn batch_size(&self) -> Result<NonZeroU64, SettingError> {
        let number = Given::new("PIPELINE_BATCH_SIZE", "--batch-size", self.batch_size.as_ref())
            .number(10, 1..=LARGEST_BATCH)?;
        Ok(u64::try_from(number)
            .ok()
            .and_then(NonZeroU64::new)
            .unwrap_or(NonZeroU64::MIN))
    }

    pub(super) fn strategy(&self) -> Result<CapacityProviderStrategy, SettingError> {
        let joined = self
            .capacity_provider_strategy
            .as_ref()
            .map(|words| words.join(" "));
        let given = Given::new(
            "PIPELINE_CAPACITY_PROVIDER_STRATEGY",
            "--capacity-provider-strategy",
            joined.as_ref(),
        );
        match given.text() {
            None => Ok(CapacityProviderStrategy::default()),
            Some(text) => {
                CapacityProviderStrategy::parse(text).map_err(|why| given.unusable(text, why, strategy::WHAT))
            }
        }
    }

    pub(super) fn pass_timeout(&self) -> Result<Duration, SettingError> {
        passes::limit(self.pass_timeout.as_ref())
    }

    pub(super) fn region(&self) -> Result<String, SettingError> {
        aws_client::region(&[Given::new("AWS_REGION", "--region", self.region.as_ref())])
    }

    /// What stands before the parameters' names. SSM wants the name of a parameter in a hierarchy to begin with `/`.
    pub(super) fn prefix(&self) -> Result<String, SettingError> {
        let given = Given::new(
            "PIPELINE_PARAMETERS_PREFIX",
            "--parameters-prefix",
            self.parameters_prefix.as_ref(),
        );
        let text = given.text().unwrap_or_default();
        let what = "the beginning of the parameters' names, such as /queue-processing/";
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/'))
        {
            return Err(given.unusable(text, "has characters other than letters, digits and '_.-/'", what));
        }
        if text.contains('/') && !text.starts_with('/') {
            return Err(given.unusable(text, "has a '/' but does not begin with one", what));
        }
        Ok(text.to_owned())
    }

    /// The parameters that are given here.
    pub(super) fn values(&self) -> Result<Values, SettingError> {
        let here = &self.pipeline;
        let given: [(Parameter, Option<&String>); 9] = [
            (parameter::QUEUE_URL, here.queue_url.as_ref()),
            (parameter::ENABLED, here.enabled.as_ref()),
            (parameter::MAX_TASKS, here.max_tasks.as_ref()),
            (parameter::CLUSTER, here.cluster.as_ref()),
            (parameter::CONTAINER, here.container.as_ref()),
            (parameter::TASK_DEFINITION, here.task_definition.as_ref()),
            (parameter::SUBNETS, here.subnets.as_ref()),
            (parameter::SECURITY_GROUPS, here.security_groups.as_ref()),
            (parameter::DEST_PREFIX, here.dest_prefix.as_ref()),
        ];
        Values::given_here(&given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_that_help_tells() {
        let options = Options::default();
        assert_eq!(options.every(), Ok(None));
        assert_eq!(options.batch_size().map(NonZeroU64::get), Ok(10));
        assert_eq!(options.strategy(), Ok(CapacityProviderStrategy::default()));
        assert_eq!(options.pass_timeout(), Ok(Duration::from_secs(60)));
        assert_eq!(options.prefix(), Ok(String::new()));
        assert_eq!(options.region().expect_err("missing").setting, "AWS_REGION");
    }

    #[test]
    fn a_strategy_may_be_one_text_or_several_words() {
        let words = ["capacityProvider=a,weight=1", "capacityProvider=b,weight=2"];
        let several = Options {
            capacity_provider_strategy: Some(words.map(str::to_owned).to_vec()),
            ..Options::default()
        };
        let one = Options {
            capacity_provider_strategy: Some(vec![words.join(" ")]),
            ..Options::default()
        };
        assert_eq!(several.strategy().expect("usable").shares().len(), 2);
        assert_eq!(several.strategy(), one.strategy());
    }

    #[test]
    fn a_prefix_that_ssm_cannot_have_is_named() {
        for (prefix, usable) in [
            ("/queue-processing/", true),
            ("dev.", true),
            ("queue-processing/", false),
            ("/a b/", false),
        ] {
            let options = Options {
                parameters_prefix: Some(prefix.to_owned()),
                ..Options::default()
            };
            assert_eq!(options.prefix().is_ok(), usable, "{prefix}");
        }
    }
}
