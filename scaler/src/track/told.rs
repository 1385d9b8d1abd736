//! A decision as a scaling activity, in the words of Application Auto Scaling.

use scaling::{Decision, Limits, NotScaled, Outcome, Wish};

use super::activities::{Activity, Details, NotScaledReason};
use super::services::{Seen, ServiceName};

/// The activity that a decision is; none where no policy asked for a change, or did not get its way for a reason that
/// Application Auto Scaling has no word for.
pub(super) fn activity(
    service: &ServiceName,
    seen: Seen,
    limits: Limits,
    decision: &Decision,
) -> Option<Activity> {
    match decision.outcome {
        Outcome::Scale { from, to, policy } => Some(Activity {
            description: format!("Setting desired count to {to}."),
            status_code: "Successful",
            status_message: Some(format!(
                "Successfully set desired count to {to}. Change successfully fulfilled by ecs."
            )),
            details: details(decision, policy, from, to),
            ..empty(service, decision, policy)
        }),
        Outcome::NotScaled(why) => {
            let (code, policy) = match why {
                NotScaled::AlreadyAtMaxCapacity(policy) => ("AlreadyAtMaxCapacity", policy),
                NotScaled::AlreadyAtMinCapacity(policy) => ("AlreadyAtMinCapacity", policy),
                NotScaled::AlreadyAtDesiredCapacity(policy) => ("AlreadyAtDesiredCapacity", policy),
                NotScaled::NoWish | NotScaled::NotAgreed(_) | NotScaled::Deploying | NotScaled::Suspended => {
                    return None;
                }
            };
            let reason = NotScaledReason {
                code,
                max_capacity: (code == "AlreadyAtMaxCapacity").then_some(limits.max),
                min_capacity: (code == "AlreadyAtMinCapacity").then_some(limits.min),
                current_capacity: seen.desired,
            };
            Some(Activity {
                description: "Attempting to scale due to alarm triggered".to_owned(),
                status_code: "Failed",
                not_scaled_reasons: vec![reason],
                ..empty(service, decision, policy)
            })
        }
    }
}

fn empty(service: &ServiceName, decision: &Decision, policy: usize) -> Activity {
    Activity {
        service_namespace: "ecs",
        resource_id: service.to_string(),
        scalable_dimension: "ecs:service:DesiredCount",
        description: String::new(),
        cause: cause(service, decision, policy),
        status_code: "Successful",
        status_message: None,
        details: None,
        not_scaled_reasons: Vec::new(),
    }
}

/// AWS names the alarm that set the policy off: target tracking's are its own, one for each direction.
fn cause(service: &ServiceName, decision: &Decision, policy: usize) -> String {
    let Some(verdict) = decision.verdicts.get(policy) else {
        return String::new();
    };
    let tracking = |side: &str| format!("TargetTracking-{service}-{side}");
    let alarm = match &verdict.wish {
        Wish::ScaleOut {
            alarm: Some(alarm), ..
        }
        | Wish::ScaleIn {
            alarm: Some(alarm), ..
        } => alarm.clone(),
        Wish::ScaleOut { .. } => tracking("AlarmHigh"),
        Wish::ScaleIn { .. } | Wish::Stay(_) => tracking("AlarmLow"),
    };
    format!(
        "monitor alarm {alarm} in state ALARM triggered policy {}",
        verdict.policy
    )
}

fn details(decision: &Decision, policy: usize, from: u32, to: u32) -> Option<String> {
    let verdict = decision.verdicts.get(policy)?;
    let (because, counted_from) = match &verdict.wish {
        Wish::ScaleOut {
            because,
            counted_from,
            ..
        } => (because, Some(*counted_from)),
        Wish::ScaleIn { because, .. } => (because, None),
        Wish::Stay(_) => return None,
    };
    serde_json::to_string(&Details {
        policy: verdict.policy.clone(),
        from,
        to,
        counted_from,
        metric: because.value,
        tasks: because.tasks,
    })
    .ok()
}
