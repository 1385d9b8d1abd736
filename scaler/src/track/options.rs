//! Its settings as they are given on the command line and in the environment.

use std::time::Duration;

use aws_client::AwsOptions;
use clap::Args;
use command_line::{Given, SettingError};
use scaling::Evaluation;

use super::services::ServiceName;
use crate::passes;

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// A pass every so long, 100ms to 24h, the first at once, until SIGTERM [default: one pass]
    #[arg(long, env = "EVERY", value_name = "DURATION")]
    every: Option<String>,

    /// Only these services, as service/<cluster>/<service>, with commas [default: all that are registered]
    #[arg(long, env = "TRACK_RESOURCES", value_name = "IDS")]
    resources: Option<String>,

    /// The period of target tracking's datapoints: 1s, 5s, 10s, 20s, 30s or whole minutes to 1h, as CloudWatch takes
    /// them [default: 60s]
    #[arg(long, env = "TRACK_PERIOD", value_name = "DURATION")]
    period: Option<String>,

    /// So many datapoints in a row above the target scale out, 1 to 100 [default: 3]
    #[arg(long, env = "TRACK_DATAPOINTS_TO_SCALE_OUT", value_name = "N")]
    datapoints_to_scale_out: Option<String>,

    /// So many datapoints in a row below nine tenths of the target scale in, 1 to 100 [default: 15]
    #[arg(long, env = "TRACK_DATAPOINTS_TO_SCALE_IN", value_name = "N")]
    datapoints_to_scale_in: Option<String>,

    /// Decides and tells, and changes nothing
    #[arg(long, env = "TRACK_DRY_RUN")]
    pub(super) dry_run: bool,

    /// How long a pass may take before it is given up, 1s to 1h [default: 60s]
    #[arg(long, env = "PASS_TIMEOUT", value_name = "DURATION")]
    pass_timeout: Option<String>,

    /// The region of services, policies and metrics
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    region: Option<String>,

    #[command(flatten)]
    pub(super) aws: AwsOptions,
}

impl Options {
    /// How long from one pass to the next; nothing for a single pass.
    pub(super) fn every(&self) -> Result<Option<Duration>, SettingError> {
        passes::every(self.every.as_ref())
    }

    /// The services that are tracked; nothing for all.
    pub(super) fn resources(&self) -> Result<Option<Vec<String>>, SettingError> {
        let given = Given::new("TRACK_RESOURCES", "--resources", self.resources.as_ref());
        let Some(text) = given.text() else {
            return Ok(None);
        };
        let ids: Vec<String> = text
            .split(',')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        for id in &ids {
            if ServiceName::read(id).is_none() {
                return Err(given.unusable(
                    id,
                    "is no ECS service",
                    "ids such as service/my-cluster/my-service",
                ));
            }
        }
        Ok(Some(ids))
    }

    /// How target tracking is evaluated.
    pub(super) fn evaluation(&self) -> Result<Evaluation, SettingError> {
        let usual = Evaluation::default();
        Ok(Evaluation {
            period: self.period()?.unwrap_or(usual.period),
            to_scale_out: Given::new(
                "TRACK_DATAPOINTS_TO_SCALE_OUT",
                "--datapoints-to-scale-out",
                self.datapoints_to_scale_out.as_ref(),
            )
            .number(usual.to_scale_out, 1..=100)?,
            to_scale_in: Given::new(
                "TRACK_DATAPOINTS_TO_SCALE_IN",
                "--datapoints-to-scale-in",
                self.datapoints_to_scale_in.as_ref(),
            )
            .number(usual.to_scale_in, 1..=100)?,
            ..usual
        })
    }

    fn period(&self) -> Result<Option<Duration>, SettingError> {
        let given = Given::new("TRACK_PERIOD", "--period", self.period.as_ref());
        let period = given.whole_seconds(Duration::from_secs(1)..=Duration::from_hours(1))?;
        if let Some(period) = period
            && !matches!(period.as_secs(), 1 | 5 | 10 | 20 | 30)
            && period.as_secs() % 60 != 0
        {
            return Err(given.unusable(
                given.text().unwrap_or_default(),
                "is no period of CloudWatch's",
                "1s, 5s, 10s, 20s, 30s or whole minutes",
            ));
        }
        Ok(period)
    }

    pub(super) fn pass_timeout(&self) -> Result<Duration, SettingError> {
        passes::limit(self.pass_timeout.as_ref())
    }

    pub(super) fn region(&self) -> Result<String, SettingError> {
        aws_client::region(&[Given::new("AWS_REGION", "--region", self.region.as_ref())])
    }
}
