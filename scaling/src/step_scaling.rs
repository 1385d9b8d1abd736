//! Step scaling: so many tasks more or less, by how far an alarm's metric is from its threshold.
//!
//! Source: Application Auto Scaling User Guide, "How step scaling for Application Auto Scaling works".

use std::time::Duration;

use crate::Datapoint;
use crate::adjustment::Adjustment;
use crate::alarm::{Alarm, AlarmState, Comparison};
use crate::decision::{Stay, Wish};
use crate::seen::Seen;

/// A step scaling policy.
#[derive(Debug, Clone, PartialEq)]
pub struct StepScaling {
    /// What the steps' adjustments mean.
    pub adjustment: Adjustment,
    /// The steps.
    pub steps: Vec<Step>,
    /// How long after a scale-out only a larger one follows, and after a scale-in no other.
    pub cooldown: Duration,
}

/// One step: within these bounds of how far the metric is from the alarm's threshold, this adjustment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The lower bound; none is negative infinity.
    pub lower: Option<f64>,
    /// The upper bound; none is infinity.
    pub upper: Option<f64>,
    /// The adjustment.
    pub adjustment: i32,
}

impl Step {
    /// Whether the step is for a metric so far from the threshold. Above it the lower bound is inclusive and the upper
    /// one exclusive, below it the other way round. On the threshold the alarm says which side is meant.
    fn holds(&self, distance: f64, above: bool) -> bool {
        let lower = self.lower.unwrap_or(f64::NEG_INFINITY);
        let upper = self.upper.unwrap_or(f64::INFINITY);
        if above {
            lower <= distance && (distance < upper || self.upper.is_none())
        } else {
            (lower < distance || self.lower.is_none()) && distance <= upper
        }
    }
}

/// An alarm that a policy follows, by name and with its metric.
type Followed<'a> = (&'a str, &'a Alarm, &'a [Datapoint]);

/// What a step scaling policy wishes for: of its alarms that are in ALARM, the largest capacity that one scales out to;
/// if none does, the largest that one scales in to; of equal ones the first.
///
/// That a policy has alarms of both directions AWS allows without saying which goes first. This is ours, and as it is
/// among policies: availability first.
pub(crate) fn wish(policy: &StepScaling, alarms: &[Followed<'_>], seen: &Seen<'_>) -> Wish {
    let mut wished = Wish::Stay(Stay::Within { newest: None });
    for (place, followed) in alarms.iter().enumerate() {
        let next = by_alarm(policy, followed, seen);
        if place == 0 || rank(&next) > rank(&wished) {
            wished = next;
        }
    }
    wished
}

/// Orders the wishes by which of them counts: a scale-out before a scale-in, the larger capacity first, and of the
/// reasons to stay the one that came closest to a change.
fn rank(wish: &Wish) -> (u8, u32) {
    match wish {
        Wish::ScaleOut { to, .. } => (6, *to),
        Wish::ScaleIn { to, .. } => (5, *to),
        Wish::Stay(Stay::CoolingDown { .. }) => (4, 0),
        Wish::Stay(Stay::Enough { .. }) => (3, 0),
        Wish::Stay(Stay::Within { newest: Some(_) }) => (2, 0),
        Wish::Stay(Stay::MissingData { .. }) => (1, 0),
        Wish::Stay(_) => (0, 0),
    }
}

/// What a policy wishes for by one of its alarms.
fn by_alarm(policy: &StepScaling, &(name, alarm, metric): &Followed<'_>, seen: &Seen<'_>) -> Wish {
    match alarm.state(metric, seen.now) {
        AlarmState::Alarm(breaching) => in_alarm(policy, name, alarm, breaching, seen),
        AlarmState::Ok => {
            let newest = alarm
                .existing(metric, seen.now)
                .first()
                .map(|aged| aged.datapoint);
            Wish::Stay(Stay::Within { newest })
        }
        AlarmState::InsufficientData => {
            let there = alarm.existing(metric, seen.now).len();
            Wish::Stay(Stay::MissingData {
                there,
                needed: alarm.periods(),
            })
        }
    }
}

fn in_alarm(policy: &StepScaling, name: &str, alarm: &Alarm, breaching: Datapoint, seen: &Seen<'_>) -> Wish {
    let above = matches!(
        alarm.comparison,
        Comparison::Greater | Comparison::GreaterThanOrEqual
    );
    let distance = breaching.value - alarm.threshold;
    let Some(step) = policy.steps.iter().find(|step| step.holds(distance, above)) else {
        return Wish::Stay(Stay::Within {
            newest: Some(breaching),
        });
    };

    let (desired, min) = (seen.service.desired, seen.service.limits.min);
    // A scale-out first brings a desired count below the minimum to the minimum, and goes on from there; a scale-in
    // leaves it alone (Amazon ECS Developer Guide, Automatically scale your service).
    let base = desired.max(min);
    let more = policy.adjustment.apply(base, step.adjustment);
    let plain = policy.adjustment.apply(desired, step.adjustment);
    if more > base || plain > desired {
        scale_out(policy, step, name, more, breaching, seen)
    } else if plain < desired {
        scale_in(policy, name, plain, breaching, seen)
    } else {
        Wish::Stay(Stay::Enough { newest: breaching })
    }
}

/// "While the scale-out cooldown period is in effect, the capacity added by the initiating scale-out activity is
/// calculated as part of the desired capacity for the next scale-out activity": 2 more, and then 3 more within the
/// cooldown, make 3 more altogether. So a relative adjustment goes on from where the last scale-out began, and what
/// comes of it must be more than that one made, and more than there is.
fn scale_out(
    policy: &StepScaling,
    step: &Step,
    name: &str,
    to: u32,
    because: Datapoint,
    seen: &Seen<'_>,
) -> Wish {
    let service = seen.service;
    let (to, counted_from) = match seen.activities.after_scale_out(policy.cooldown, seen.now) {
        None => (to, service.desired),
        Some((last, left)) => {
            let to = policy
                .adjustment
                .apply(last.from.max(service.limits.min), step.adjustment);
            if to <= last.to.max(service.desired) {
                return Wish::Stay(Stay::CoolingDown { left });
            }
            (to, last.from)
        }
    };
    Wish::ScaleOut {
        to,
        counted_from,
        because,
        alarm: Some(name.to_owned()),
    }
}

fn scale_in(policy: &StepScaling, name: &str, to: u32, because: Datapoint, seen: &Seen<'_>) -> Wish {
    match seen
        .activities
        .no_scale_in_for((policy.cooldown, policy.cooldown), seen.now)
    {
        Some(left) => Wish::Stay(Stay::CoolingDown { left }),
        None => Wish::ScaleIn {
            to,
            because,
            alarm: Some(name.to_owned()),
        },
    }
}
