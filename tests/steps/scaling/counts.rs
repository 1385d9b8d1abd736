//! The desired count, and the scaling activities that tell of it.

use std::time::Duration;

use aws_sdk_applicationautoscaling::types::{ScalingActivity, ServiceNamespace};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use local_ecs::Call;
use serde_json::Value;

use crate::steps::patience::{LOOK, SOON};
use crate::steps::tasks::look;
use crate::world::{SCALER, SUITE, Scenario, World, caller};

/// For several datapoints and the passes that see them. Alarms have periods of 10 seconds, of which one may just have
/// begun; a machine may have much else to do, and a pass then takes seconds.
pub(super) const SCALED_WITHIN: Duration = Duration::from_secs(180);

/// What a pass calls when it has read which services there are. The next pass begins with another call.
const HAVING_READ: [&str; 3] = ["GetMetricData", "UpdateService", "RecordScalingActivity"];

/// What tells that the suite has seen what the queue holds, which it does before it starts the scaler and not again.
const SEEN: &str = "GetMetricData";

/// Longer than it takes to scale in.
const A_WHILE: Duration = Duration::from_secs(22);

#[then(regex = r"^the service's desired count becomes (\d+)$")]
async fn becomes(world: &mut World, count: i32) -> Outcome {
    world.wait_for_desired(count).await
}

#[then(regex = r"^the service's desired count becomes (\d+), by ([\d.]+) messages for each of (\d+) tasks$")]
async fn becomes_by(world: &mut World, count: i32, value: f64, tasks: u64) -> Outcome {
    world.wait_for_desired(count).await?;
    let activity = world
        .wait_for_activity(|activity| scaled_to(activity) == Some(i64::from(count)))
        .await?;
    let details = details(&activity);
    let shown = details["metric"].as_f64().unwrap_or(f64::NAN);
    if (shown - value).abs() < 0.001 && details["tasks"] == tasks {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it was scaled by {details}")))
    }
}

#[then(regex = r"^the service's desired count becomes (\d+), and no sooner than (\d+) seconds after$")]
async fn becomes_later(world: &mut World, count: i32, seconds: f64) -> Outcome {
    world.wait_for_desired(count).await?;
    let apart = world
        .wait_for_calls(SOON, |calls| {
            apart(&calls.of(&caller(SCALER)), &calls.of(SUITE), count)
        })
        .await?;
    if apart >= seconds {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it was scaled {apart:.1} seconds after")))
    }
}

/// How many seconds there are, at most, from when the scaler decided to scale the service to the change after that one,
/// which is to be the last, to so many. A cooldown runs from the decision, and a pass looks at the clock before its first
/// call; how long before that arrives nobody can say. So it is counted from what had ended by then for certain: the pass
/// before it, or where there is none what the suite did before it started the scaler.
fn apart(calls: &[Call], suite: &[Call], count: i32) -> Result<f64, String> {
    let mut changes = Vec::new();
    for (place, call) in calls.iter().enumerate() {
        if call.operation == "UpdateService" && call.succeeded() {
            changes.push(place);
        }
    }
    let [.., first, last] = changes[..] else {
        return Err(format!("it was changed {} times", changes.len()));
    };
    let to = &calls[last].parameters["desiredCount"];
    if *to != count {
        return Err(format!("it was changed to {to} last"));
    }
    let mut stretches = calls[..first].rsplit(|call| HAVING_READ.contains(&call.operation.as_str()));
    let begun = stretches
        .find_map(<[Call]>::first)
        .ok_or("the scaler has read nothing before")?;
    let before = calls.iter().take_while(|call| call.id < begun.id);
    let seen = suite.iter().filter(|call| call.operation == SEEN);
    let ended = |call: &Call| call.ended.filter(|_| call.succeeded());
    let ended = before
        .filter_map(ended)
        .max()
        .or_else(|| seen.filter_map(ended).filter(|at| *at < begun.started).max())
        .ok_or("nothing is known of the time before the scaler's first pass")?;
    Ok((calls[last].started - ended).as_seconds_f64())
}

#[then(expr = "the service's desired count is still {int}")]
#[then(expr = "the service's desired count is {int}")]
async fn is_still(world: &mut World, count: i32) -> Outcome {
    desired(world, count).await.map_err(Trouble::failed)
}

#[then(expr = "it stays {int} for as long as they are in flight")]
async fn stays(world: &mut World, count: i32) -> Outcome {
    let end = std::time::Instant::now() + A_WHILE;
    while std::time::Instant::now() < end {
        desired(world, count).await.map_err(Trouble::failed)?;
        tokio::time::sleep(LOOK.0).await;
    }
    Ok(())
}

#[then(expr = "it was {int} before")]
async fn was(world: &mut World, count: i64) -> Outcome {
    let activities = world.scaled().await?;
    match activities
        .last()
        .map(|activity| details(activity)["from"].clone())
    {
        Some(from) if from == count => Ok(()),
        from => Err(Trouble::failed(format!("it was {from:?}"))),
    }
}

#[then(expr = "the scaling activity says {string}")]
async fn activity_says(world: &mut World, text: String) -> Outcome {
    let activity = world
        .wait_for_activity(|activity| activity.description() == text)
        .await?;
    let right = activity.status_code().as_str() == "Successful"
        && activity
            .cause()
            .contains("in state ALARM triggered policy paced-backlog-per-task");
    if right {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it is {activity:?}")))
    }
}

#[then(expr = "it is told that nothing was scaled, for {string}")]
async fn not_scaled(world: &mut World, code: String) -> Outcome {
    world
        .wait_for_activity(|activity| {
            let mut reasons = activity.not_scaled_reasons().iter();
            reasons.any(|reason| reason.code() == code)
        })
        .await
        .map(drop)
}

#[then("each scale-out went further than the one before")]
async fn further(world: &mut World) -> Outcome {
    let mut counts: Vec<i64> = world.scaled().await?.iter().filter_map(scaled_to).collect();
    counts.reverse();
    if counts.len() >= 2 && counts.is_sorted_by(|one, next| one < next) {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it was scaled to {counts:?}")))
    }
}

#[then(
    expr = "its policies cool down for {int} seconds after a scale-out and for {int} seconds after a scale-in"
)]
async fn cooldowns(world: &mut World, out: i32, inward: i32) -> Outcome {
    let policies = world
        .account
        .autoscaling
        .describe_scaling_policies()
        .service_namespace(ServiceNamespace::Ecs)
        .send()
        .await
        .or_broken("describing the policies")?;
    let policies = policies.scaling_policies();
    for policy in policies {
        let tracking = policy
            .target_tracking_scaling_policy_configuration()
            .or_broken("a policy is of another kind")?;
        if (tracking.scale_out_cooldown(), tracking.scale_in_cooldown()) != (Some(out), Some(inward)) {
            return Err(Trouble::failed(format!("{policy:?}")));
        }
    }
    if policies.is_empty() {
        return Err(Trouble::failed("it has no policy"));
    }
    Ok(())
}

/// Where the desired count was set to, if it was.
pub(super) fn scaled_to(activity: &ScalingActivity) -> Option<i64> {
    details(activity)["to"].as_i64()
}

fn details(activity: &ScalingActivity) -> Value {
    let details = activity.details().unwrap_or_default();
    serde_json::from_str(details).unwrap_or_default()
}

async fn desired(scenario: &Scenario, count: i32) -> Result<(), String> {
    let service = scenario.described_service().await?;
    if service.desired_count() == count {
        Ok(())
    } else {
        Err(format!("{} tasks are desired", service.desired_count()))
    }
}

impl Scenario {
    pub(crate) async fn wait_for_desired(&self, count: i32) -> Outcome {
        self.wait(SCALED_WITHIN, look::LOOK, async || desired(self, count).await)
            .await
    }

    async fn wait_for_activity(&self, is: impl Fn(&ScalingActivity) -> bool) -> Outcome<ScalingActivity> {
        self.wait(SCALED_WITHIN, LOOK, async || {
            let activities = self.activities().await.map_err(|trouble| trouble.to_string())?;
            let told = format!("{activities:?}");
            activities.into_iter().find(&is).ok_or(told)
        })
        .await
    }

    /// The activities that changed the desired count, the latest first.
    pub(crate) async fn scaled(&self) -> Outcome<Vec<ScalingActivity>> {
        let mut activities = self.activities().await?;
        activities.retain(|activity| activity.not_scaled_reasons().is_empty());
        Ok(activities)
    }

    async fn activities(&self) -> Outcome<Vec<ScalingActivity>> {
        let resource = format!("service/{}/{}", self.cluster()?, self.service_name()?);
        let described = self
            .account
            .autoscaling
            .describe_scaling_activities()
            .service_namespace(ServiceNamespace::Ecs)
            .resource_id(resource)
            .include_not_scaled_activities(true)
            .send()
            .await
            .or_broken("describing the scaling activities")?;
        Ok(described.scaling_activities.unwrap_or_default())
    }
}
