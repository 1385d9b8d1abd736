//! Target tracking: as many tasks as bring a metric to its target.
//!
//! Sources: Application Auto Scaling User Guide, "How target tracking scaling works"; CloudWatch User Guide, "Alarm
//! evaluation". The numbers of datapoints are those of the alarms that Application Auto Scaling creates: seen on AWS,
//! not promised by it.

use std::time::Duration;

use crate::capacity::needed;
use crate::decision::{Stay, Wish};
use crate::history::recent;
use crate::seen::Seen;
use crate::{Datapoint, Evaluation, PolicyError};

/// A target tracking policy on a customized metric that falls as tasks are added, such as the backlog per task.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetTracking {
    /// The target value: more than 0, finite. A policy with another one wishes for nothing.
    pub target: f64,
    /// How long after a scale-out only a larger one follows.
    pub scale_out_cooldown: Duration,
    /// How long after a scale-in no other follows.
    pub scale_in_cooldown: Duration,
    /// Whether the policy never scales in.
    pub disable_scale_in: bool,
}

impl TargetTracking {
    /// A policy that also scales in, with a target that is checked.
    pub fn new(
        target: f64,
        scale_out_cooldown: Duration,
        scale_in_cooldown: Duration,
    ) -> Result<Self, PolicyError> {
        let policy = Self {
            target,
            scale_out_cooldown,
            scale_in_cooldown,
            disable_scale_in: false,
        };
        if policy.usable() {
            Ok(policy)
        } else {
            Err(PolicyError::Target(target))
        }
    }

    fn usable(&self) -> bool {
        self.target.is_finite() && self.target > 0.0
    }
}

/// What a target tracking policy wishes for.
pub(crate) fn wish(
    policy: &TargetTracking,
    evaluation: &Evaluation,
    metric: &[Datapoint],
    seen: &Seen<'_>,
) -> Wish {
    let out_of = evaluation.to_scale_out.max(1);
    let latest: Vec<Datapoint> = usable(metric, evaluation, out_of, seen).take(out_of).collect();
    let Some(&newest) = latest.first() else {
        return Wish::Stay(Stay::MissingData {
            there: 0,
            needed: out_of,
        });
    };
    if !policy.usable() {
        return Wish::Stay(Stay::Within { newest: Some(newest) });
    }

    let above = latest
        .iter()
        .take_while(|datapoint| datapoint.value > policy.target)
        .count();
    if above >= out_of {
        return scale_out(policy, newest, seen);
    }

    let calm = Calm::of(metric, policy, evaluation, seen);
    if calm.there >= calm.needed && calm.below >= calm.looked_at {
        return scale_in(policy, newest, calm.need, seen);
    }

    Wish::Stay(if latest.len() < out_of {
        Stay::MissingData {
            there: latest.len(),
            needed: out_of,
        }
    } else if above > 0 {
        Stay::NotForLongEnough {
            newest,
            so_far: above,
            needed: out_of,
        }
    } else if calm.below == 0 && calm.looked_at > 0 {
        Stay::Within { newest: Some(newest) }
    } else if calm.there < calm.needed {
        Stay::MissingData {
            there: calm.there,
            needed: calm.needed,
        }
    } else {
        Stay::NotForLongEnough {
            newest,
            so_far: calm.below,
            needed: calm.needed,
        }
    })
}

/// What the datapoints that decide on scaling in say.
struct Calm {
    /// So many of them count.
    there: usize,
    /// So many must.
    needed: usize,
    /// So many were looked at: those that count and those between them that do not.
    looked_at: usize,
    /// So many of the newest in a row are below the margin.
    below: usize,
    /// The most tasks that any of them called for.
    need: u32,
}

impl Calm {
    /// A datapoint of no task does not count: what a value for each task is then, nobody can say, so it is as good as
    /// missing and takes part in no agreement to scale in. It is looked at all the same: above the margin it holds the
    /// scale-in up. Where no task runs now, none counts.
    fn of(metric: &[Datapoint], policy: &TargetTracking, evaluation: &Evaluation, seen: &Seen<'_>) -> Self {
        let needed_in = evaluation.to_scale_in.max(1);
        let margin = evaluation.scale_in_margin * policy.target;
        let mut calm = Self {
            there: 0,
            needed: needed_in,
            looked_at: 0,
            below: 0,
            need: 0,
        };
        for datapoint in usable(metric, evaluation, needed_in, seen) {
            if calm.there >= needed_in {
                break;
            }
            let counts = datapoint.tasks > 0 && seen.service.running > 0;
            calm.there += usize::from(counts);
            if calm.below == calm.looked_at && datapoint.value < margin {
                calm.below += 1;
            }
            calm.looked_at += 1;
            calm.need = calm.need.max(needed(datapoint, policy.target));
        }
        calm
    }
}

/// The datapoints within reach, the newest first. A backlog is never negative: such a value is as good as none.
fn usable(
    metric: &[Datapoint],
    evaluation: &Evaluation,
    count: usize,
    seen: &Seen<'_>,
) -> impl Iterator<Item = Datapoint> {
    recent(metric, evaluation.period, count, seen.now)
        .into_iter()
        .map(|aged| aged.datapoint)
        .filter(|datapoint| datapoint.value >= 0.0)
}

/// In proportion to the newest datapoint.
///
/// What it calls for is compared with the desired count, not with the tasks that ran: those that are starting already
/// need not be asked for again. A count below the minimum is not enough even then, since a scale-out brings it to the
/// minimum (Amazon ECS Developer Guide, Automatically scale your service).
fn scale_out(policy: &TargetTracking, newest: Datapoint, seen: &Seen<'_>) -> Wish {
    let to = needed(newest, policy.target);
    let desired = seen.service.desired;
    if to <= desired && desired >= seen.service.limits.min {
        return Wish::Stay(Stay::Enough { newest });
    }
    let last = seen
        .activities
        .after_scale_out(policy.scale_out_cooldown, seen.now);
    match last {
        Some((last, left)) if to <= last.to => Wish::Stay(Stay::CoolingDown { left }),
        _ => Wish::ScaleOut {
            to,
            counted_from: last.map_or(desired, |(last, _)| last.from),
            because: newest,
            alarm: None,
        },
    }
}

/// To the most that any of the datapoints called for, so never below what the backlog needs.
///
/// AWS says only that it scales in gradually and rounds so that not too much capacity is removed. The maximum is ours:
/// whoever waits now came while no more than that was needed, and with as many tasks as were needed at that moment all
/// that was ahead then is worked off within the acceptable time.
fn scale_in(policy: &TargetTracking, newest: Datapoint, need: u32, seen: &Seen<'_>) -> Wish {
    if need >= seen.service.desired {
        return Wish::Stay(Stay::Enough { newest });
    }
    if policy.disable_scale_in {
        return Wish::Stay(Stay::ScaleInDisabled);
    }
    let cooldowns = (policy.scale_out_cooldown, policy.scale_in_cooldown);
    match seen.activities.no_scale_in_for(cooldowns, seen.now) {
        Some(left) => Wish::Stay(Stay::CoolingDown { left }),
        None => Wish::ScaleIn {
            to: need,
            because: newest,
            alarm: None,
        },
    }
}
