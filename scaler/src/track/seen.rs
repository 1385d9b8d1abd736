//! What a pass sees of targets, policies, alarms and services, before it asks for metrics.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use aws_client::CallError;
use aws_sdk_applicationautoscaling::types::{PolicyType, ScalingPolicy};
use aws_sdk_cloudwatch::types::MetricAlarm;
use tracing::error;

use super::alarms;
use super::aws::Aws;
use super::error::TrackError;
use super::services::ServiceName;
use super::target::Target;

/// What there is to decide about.
#[derive(Debug)]
pub(super) struct Everything {
    pub(super) targets: Vec<Target>,
    pub(super) alarms: Vec<alarms::Followed>,
    /// What could not be served: each was told.
    pub(super) failed: BTreeSet<String>,
}

/// Reads all of it.
///
/// # Errors
/// What all services need could not be read.
pub(super) async fn everything(
    aws: &Aws,
    resources: Option<&[String]>,
    period: Duration,
) -> Result<Everything, TrackError> {
    let of = |what| move |error: CallError| TrackError::Call { what, error };
    let targets = async { aws.targets(resources).await.map_err(of("the scalable targets")) };
    let policies = async { aws.policies().await.map_err(of("the scaling policies")) };
    let (registered, policies) = Box::pin(async { tokio::try_join!(targets, policies) }).await?;
    let mut failed = BTreeSet::new();
    let mut fail = |id: &str, why: &str| {
        error!("{id}: {why}");
        failed.insert(id.to_owned());
    };
    for id in resources.unwrap_or_default() {
        if !registered.iter().any(|target| target.resource_id() == id) {
            fail(
                id,
                "it is not registered as a scalable target; register it, or leave it out",
            );
        }
    }
    let names: Vec<ServiceName> = registered
        .iter()
        .filter_map(|target| ServiceName::read(target.resource_id()))
        .collect();
    let services = async { aws.services(&names).await.map_err(of("the services")) };
    let alarms = async { step_alarms(aws, &policies).await.map_err(of("the alarms")) };
    let (services, metric_alarms) = Box::pin(async { tokio::try_join!(services, alarms) }).await?;
    let mut targets = Vec::new();
    for target in &registered {
        let id = target.resource_id();
        match ServiceName::read(id).and_then(|name| Some((services.get(&name).copied()?, name))) {
            Some((seen, name)) => targets.push(Target::new(name, seen, target, &policies, period)),
            None => fail(
                id,
                "there is no such active service any more; deregister its scalable target",
            ),
        }
    }
    let alarms = followed(&metric_alarms, &policies, &mut fail);
    Ok(Everything {
        targets,
        alarms,
        failed,
    })
}

/// The alarms of the account, if there is a policy that alarms set off.
async fn step_alarms(aws: &Aws, policies: &[ScalingPolicy]) -> Result<Vec<MetricAlarm>, CallError> {
    let any = policies
        .iter()
        .any(|policy| *policy.policy_type() == PolicyType::StepScaling);
    if any { aws.alarms().await } else { Ok(Vec::new()) }
}

/// Those that set off one of the policies, and whose actions are enabled.
fn followed(
    alarms: &[MetricAlarm],
    policies: &[ScalingPolicy],
    fail: &mut impl FnMut(&str, &str),
) -> Vec<alarms::Followed> {
    let by_arn: HashSet<&str> = policies.iter().map(ScalingPolicy::policy_arn).collect();
    let mut all = Vec::new();
    for alarm in alarms {
        let mut actions = alarm.alarm_actions().iter();
        let sets_off = actions.any(|action| by_arn.contains(action.as_str()));
        if !sets_off || alarm.actions_enabled() == Some(false) {
            continue;
        }
        match alarms::read(alarm) {
            Ok(followed) => all.push(followed),
            Err(why) => {
                let name = alarm.alarm_name().unwrap_or_default();
                fail(&format!("alarm {name}"), &format!("it cannot be followed: {why}"));
            }
        }
    }
    all
}
