//! One pass: measure, set, publish.

use std::time::Duration;

use aws_client::CallError;
use aws_sdk_applicationautoscaling::types::{ScalingPolicy, TargetTrackingScalingPolicyConfiguration};
use command_line::output::Output;
use command_line::{Shutdown, duration};
use tokio::time::timeout;
use tracing::info;

use super::aws::Aws;
use super::error::SetTargetError;
use super::metric::Metrics;
use super::options::Wanted;
use super::statistic::Statistic;
use super::target::target;

/// What passes work with.
#[derive(Debug)]
pub(super) struct Passes {
    pub(super) aws: Aws,
    pub(super) policy: Wanted,
    pub(super) metrics: Metrics,
    pub(super) acceptable_delay: Duration,
    pub(super) default_duration: Duration,
    pub(super) window: Duration,
    pub(super) statistic: Statistic,
    pub(super) limit: Duration,
    pub(super) output: Output,
    pub(super) shutdown: Shutdown,
}

impl Passes {
    /// Makes a pass. A stop ends it at once.
    ///
    /// # Errors
    /// See [`SetTargetError`].
    pub(super) async fn pass(&self) -> Result<(), SetTargetError> {
        tokio::select! {
            set = timeout(self.limit, Box::pin(self.set())) => {
                set.map_err(|_| SetTargetError::TooLong(duration::show(self.limit)))?
            }
            () = self.shutdown.requested() => Ok(()),
        }
    }

    async fn set(&self) -> Result<(), SetTargetError> {
        let of = |what| move |error: CallError| SetTargetError::Call { what, error };
        let measured = self
            .aws
            .durations(&self.metrics, self.statistic, self.window)
            .await
            .map_err(of("the processing durations could not be read"))?;
        let (mpd, whence) = match self.statistic.of(&measured) {
            Some(mpd) => (
                mpd,
                format!("{} of {}", self.statistic, duration::show(self.window)),
            ),
            None => (
                self.default_duration.as_secs_f64(),
                "the default: none was measured".to_owned(),
            ),
        };
        let target = target(self.acceptable_delay.as_secs_f64(), mpd).map_err(SetTargetError::NoTarget)?;
        let (policy, configuration) = self.policy().await?;
        let before = configuration.target_value();
        info!(
            "{}: the target is {target} messages for each task, and was {before}: {} s of acceptable delay / {mpd} s of \
             processing duration ({whence})",
            policy.policy_name(),
            self.acceptable_delay.as_secs_f64(),
        );
        // All else of the configuration is put as it was read.
        let mut configuration = configuration;
        configuration.target_value = target;
        self.aws
            .put(&policy, configuration)
            .await
            .map_err(of("the policy could not be put, and has its old target"))?;
        self.aws
            .publish(&self.metrics, target)
            .await
            .map_err(of("the target is set, and could not be published as a metric"))?;
        Ok(self.output.lines(&[target.to_string().as_bytes()]).await?)
    }

    /// The policy that is meant, with its configuration.
    async fn policy(
        &self,
    ) -> Result<(ScalingPolicy, TargetTrackingScalingPolicyConfiguration), SetTargetError> {
        let Wanted { name, resource_id } = &self.policy;
        let mut found = self
            .aws
            .policies(name, resource_id.as_deref())
            .await
            .map_err(|error| SetTargetError::Call {
                what: "the policy could not be read",
                error,
            })?;
        let Some(policy) = found.pop() else {
            return Err(SetTargetError::NoPolicy {
                name: name.clone(),
                of: resource_id
                    .clone()
                    .unwrap_or_else(|| "any ECS service".to_owned()),
            });
        };
        if !found.is_empty() {
            found.push(policy);
            let of = found.iter().map(|policy| policy.resource_id().to_owned());
            return Err(SetTargetError::SeveralPolicies {
                name: name.clone(),
                of: of.collect(),
            });
        }
        match policy.target_tracking_scaling_policy_configuration().cloned() {
            Some(configuration) => Ok((policy, configuration)),
            None => Err(SetTargetError::NoTargetTracking {
                name: name.clone(),
                kind: policy.policy_type().to_string(),
            }),
        }
    }
}
