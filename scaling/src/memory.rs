//! What was done before, as far as cooldowns depend on it.

use std::collections::HashMap;
use std::time::Duration;

use crate::{Decision, Moment, Outcome, Wish};

/// What was done for one service, by policy. Begins empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Memory {
    by_policy: HashMap<String, Activities>,
}

/// The latest of a policy's activities.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Activities {
    pub(crate) scale_out: Option<Activity>,
    pub(crate) scale_in: Option<Activity>,
}

/// A change of the desired count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Activity {
    pub(crate) at: Moment,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

impl Memory {
    /// Takes note of a decision that was carried out at `at`, for the policy whose wish it was; one that changes
    /// nothing leaves no trace.
    pub fn carried_out(&mut self, decision: &Decision, at: Moment) {
        if let Outcome::Scale { from, to, policy } = decision.outcome
            && let Some(verdict) = decision.verdicts.get(policy)
        {
            // A larger scale-out within a cooldown goes on from where the first began, and so does the next.
            let counted_from = match verdict.wish {
                Wish::ScaleOut { counted_from, .. } => counted_from.min(from),
                Wish::ScaleIn { .. } | Wish::Stay(_) => from,
            };
            self.known(&verdict.policy, counted_from, to, at);
        }
    }

    /// Takes note of a change made for `policy` that is known from elsewhere, such as from the scaling activities, in
    /// whatever order; a scale-out's `from` is the capacity that it was counted from. Only the latest of each policy and direction is kept.
    ///
    /// A scale-out ends the scale-in cooldowns that run then, whichever policy's they are: "the scale-in cooldown
    /// period stops and doesn't complete" (Application Auto Scaling User Guide, Define cooldown periods).
    pub fn known(&mut self, policy: &str, from: u32, to: u32, at: Moment) {
        let activity = Activity { at, from, to };
        if to > from {
            let activities = self.by_policy.entry(policy.to_owned()).or_default();
            keep_later(&mut activities.scale_out, activity);
            self.by_policy.retain(|_, other| {
                other.scale_in = other.scale_in.filter(|scale_in| scale_in.at >= at);
                other.scale_in.is_some() || other.scale_out.is_some()
            });
        } else if to < from {
            let ended = self
                .by_policy
                .values()
                .any(|other| other.scale_out.is_some_and(|out| out.at > at));
            if !ended {
                let activities = self.by_policy.entry(policy.to_owned()).or_default();
                keep_later(&mut activities.scale_in, activity);
            }
        }
    }

    /// Takes what lies after `now` for done now: a clock that was set back must not hold a cooldown up for long.
    pub fn not_after(&mut self, now: Moment) {
        for activities in self.by_policy.values_mut() {
            for activity in [&mut activities.scale_out, &mut activities.scale_in]
                .into_iter()
                .flatten()
            {
                activity.at = activity.at.min(now);
            }
        }
    }

    /// What was done for a policy.
    pub(crate) fn of(&self, policy: &str) -> Activities {
        self.by_policy.get(policy).copied().unwrap_or_default()
    }
}

fn keep_later(kept: &mut Option<Activity>, activity: Activity) {
    if kept.is_none_or(|kept| kept.at <= activity.at) {
        *kept = Some(activity);
    }
}

impl Activities {
    /// The last scale-out, and how long its cooldown still runs: until then only a larger one follows.
    pub(crate) fn after_scale_out(&self, cooldown: Duration, now: Moment) -> Option<(Activity, Duration)> {
        let last = self.scale_out?;
        Some((last, left(last, cooldown, now)?))
    }

    /// How long there is no scale-in: in the scale-in cooldown, as AWS has it, and, which is ours, in the scale-out
    /// cooldown, so that a policy does not take away what it added before it has had an effect.
    pub(crate) fn no_scale_in_for(
        &self,
        (scale_out, scale_in): (Duration, Duration),
        now: Moment,
    ) -> Option<Duration> {
        let after_scale_out = self.scale_out.and_then(|last| left(last, scale_out, now));
        let after_scale_in = self.scale_in.and_then(|last| left(last, scale_in, now));
        after_scale_out.max(after_scale_in)
    }
}

/// How long a cooldown still runs; none once it has ended. What lies after `now` counts as done now.
fn left(last: Activity, cooldown: Duration, now: Moment) -> Option<Duration> {
    cooldown
        .checked_sub(now.since(last.at))
        .filter(|left| !left.is_zero())
}
