//! The decision of all of a service's policies together.

use crate::decision::{NotScaled, Outcome, Stay, Verdict, Wish};
use crate::seen::Seen;
use crate::{
    Alarm, Datapoint, Decision, Evaluation, Memory, Moment, Service, StepScaling, TargetTracking,
    step_scaling, target_tracking,
};

/// A policy with what it follows.
#[derive(Debug, Clone, Copy)]
pub struct Followed<'a> {
    /// The policy's name.
    pub name: &'a str,
    /// What kind it is.
    pub rule: Rule<'a>,
}

/// A policy's rule, and the datapoints that it goes by: ascending, one for each period that has one, of whole periods.
#[derive(Debug, Clone, Copy)]
pub enum Rule<'a> {
    /// Target tracking.
    TargetTracking {
        /// The policy.
        policy: &'a TargetTracking,
        /// How it is evaluated.
        evaluation: &'a Evaluation,
        /// Its metric.
        metric: &'a [Datapoint],
    },
    /// Step scaling, by alarms.
    StepScaling {
        /// The policy.
        policy: &'a StepScaling,
        /// Its alarms, each by name and with its metric.
        alarms: &'a [(&'a str, &'a Alarm, &'a [Datapoint])],
    },
}

/// Decides what the desired count of `service` should be.
///
/// Nothing but the arguments decides: the same ones make the same decision. The decision is not carried out until
/// [`Memory::carried_out`] is told so.
pub fn decide(service: &Service, policies: &[Followed<'_>], memory: &Memory, now: Moment) -> Decision {
    let verdicts: Vec<Verdict> = policies
        .iter()
        .map(|followed| {
            let seen = Seen {
                service,
                activities: memory.of(followed.name),
                now,
            };
            let wish = match followed.rule {
                Rule::TargetTracking {
                    policy,
                    evaluation,
                    metric,
                } => target_tracking::wish(policy, evaluation, metric, &seen),
                Rule::StepScaling { policy, alarms } => step_scaling::wish(policy, alarms, &seen),
            };
            Verdict {
                policy: followed.name.to_owned(),
                wish,
            }
        })
        .collect();
    let outcome = together(service, policies, &verdicts);
    Decision { outcome, verdicts }
}

/// What comes of all wishes.
///
/// "Its intention is to always prioritize availability": one policy is enough to scale out, and of several the one with
/// the largest capacity counts, in both directions (Application Auto Scaling User Guide, Target tracking, Multiple
/// scaling policies).
fn together(service: &Service, policies: &[Followed<'_>], verdicts: &[Verdict]) -> Outcome {
    let scale_out = largest(verdicts, |_, wish| match wish {
        Wish::ScaleOut { to, .. } => Some(*to),
        _ => None,
    });
    if let Some((policy, to)) = scale_out {
        return scaled_out(service, policy, to);
    }

    let disagrees = disagreeing(policies, verdicts);
    let scale_in = largest(verdicts, |place, wish| match wish {
        Wish::ScaleIn { to, .. } if disagrees.is_none() || !tracks_a_target(policies, place) => Some(*to),
        _ => None,
    });
    if let Some((policy, to)) = scale_in {
        return scaled_in(service, policy, to);
    }

    let wished = verdicts
        .iter()
        .any(|verdict| matches!(verdict.wish, Wish::ScaleIn { .. }));
    let enough = verdicts
        .iter()
        .position(|verdict| matches!(verdict.wish, Wish::Stay(Stay::Enough { .. })));
    Outcome::NotScaled(match (wished, disagrees, enough) {
        (true, Some(policy), _) => NotScaled::NotAgreed(policy),
        (_, _, Some(policy)) => NotScaled::AlreadyAtDesiredCapacity(policy),
        _ => NotScaled::NoWish,
    })
}

/// The first target tracking policy that may scale in and does not wish to. "It will scale in only if all of the target
/// tracking policies (with the scale-in portion enabled) are ready to scale in", and that a step scaling policy scales
/// in "will not be blocked" by them.
fn disagreeing(policies: &[Followed<'_>], verdicts: &[Verdict]) -> Option<usize> {
    policies.iter().zip(verdicts).position(|(followed, verdict)| {
        let may = matches!(followed.rule, Rule::TargetTracking { policy, .. } if !policy.disable_scale_in);
        may && !matches!(verdict.wish, Wish::ScaleIn { .. })
    })
}

fn tracks_a_target(policies: &[Followed<'_>], place: usize) -> bool {
    policies
        .get(place)
        .is_some_and(|followed| matches!(followed.rule, Rule::TargetTracking { .. }))
}

/// The largest capacity of those that are chosen, and by whom; of equal ones the first.
fn largest(verdicts: &[Verdict], chosen: impl Fn(usize, &Wish) -> Option<u32>) -> Option<(usize, u32)> {
    let mut largest: Option<(usize, u32)> = None;
    for (place, verdict) in verdicts.iter().enumerate() {
        if let Some(to) = chosen(place, &verdict.wish)
            && largest.is_none_or(|(_, most)| to > most)
        {
            largest = Some((place, to));
        }
    }
    largest
}

/// A scale-out goes to the maximum at most, and to the minimum at least where the desired count is below it; a count
/// that is above the maximum it leaves alone (Amazon ECS Developer Guide, Automatically scale your service).
///
/// Limits of which the minimum is the larger AWS does not take. Here each direction then keeps to its own limit.
fn scaled_out(service: &Service, policy: usize, to: u32) -> Outcome {
    if service.scale_out_suspended {
        return Outcome::NotScaled(NotScaled::Suspended);
    }
    if service.desired >= service.limits.max {
        return Outcome::NotScaled(NotScaled::AlreadyAtMaxCapacity(policy));
    }
    let to = to.max(service.limits.min).min(service.limits.max);
    Outcome::Scale {
        from: service.desired,
        to,
        policy,
    }
}

/// A scale-in goes to the minimum at least, and to the maximum at most where the desired count is above it; a count
/// that is below the minimum it leaves alone. While a deployment is under way there is none, and scaling out goes on
/// (Amazon ECS Developer Guide, Automatically scale your service, and Service auto scaling and deployments).
fn scaled_in(service: &Service, policy: usize, to: u32) -> Outcome {
    if service.scale_in_suspended {
        return Outcome::NotScaled(NotScaled::Suspended);
    }
    if service.deploying {
        return Outcome::NotScaled(NotScaled::Deploying);
    }
    if service.desired <= service.limits.min {
        return Outcome::NotScaled(NotScaled::AlreadyAtMinCapacity(policy));
    }
    let to = to.min(service.limits.max).max(service.limits.min);
    Outcome::Scale {
        from: service.desired,
        to,
        policy,
    }
}
