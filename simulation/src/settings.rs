//! What is simulated.

use std::time::Duration;

use scaling::{Evaluation, Limits};

/// All that the course of a simulation depends on besides the arrivals.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The scalable target's limits.
    pub limits: Limits,
    /// So many tasks are wanted, and run, at first.
    pub initial: u32,
    /// So many messages a task works on at once: 1 or more.
    pub at_once: u32,
    /// How long after it is wanted a task runs.
    pub start_up: Duration,
    /// What becomes of a busy task that is no longer wanted.
    pub on_scale_in: OnScaleIn,
    /// How long a message may wait until the work on it begins.
    pub acceptable: Duration,
    /// The policy.
    pub policy: Policy,
    /// What tasks cost.
    pub price: Price,
    /// When it is over.
    pub end: End,
}

/// The documented policy: target tracking of the backlog per task.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// How long the metric must stay on one side of the target.
    pub evaluation: Evaluation,
    /// How often it is evaluated.
    pub every: Duration,
    /// How long after its end a period's datapoint is there.
    pub metric_delay: Duration,
    /// Of the visible messages over a period.
    pub statistic: Statistic,
    /// How long after a scale-out only a larger one follows.
    pub scale_out_cooldown: Duration,
    /// How long after a scale-in no other follows.
    pub scale_in_cooldown: Duration,
    /// The mean processing duration (MPD) by which the target is set while none has been measured.
    pub default_mpd: Duration,
    /// How often the target is set by the MPD that was measured; nothing if never.
    pub set_target_every: Option<Duration>,
    /// How far back durations are measured, in whole times of the above, one at least.
    pub mpd_window: Duration,
    /// Whether a second policy keeps as many tasks as are busy: it follows the messages in flight per task.
    pub in_flight: bool,
}

/// How the counts of a period become its datapoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// The largest.
    Maximum,
    /// The average over time.
    Average,
}

/// What becomes of a busy task that is no longer wanted. Tasks that still start, and then those that are idle, are
/// stopped before any that is busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnScaleIn {
    /// Task protection: it finishes what it works on, takes nothing more, and stops.
    Finish,
    /// It is stopped, and what it worked on becomes visible again so long after it was received, or at once if that
    /// is over. Zero: it gives back what it has at its stop.
    Interrupt {
        /// The visibility timeout.
        visibility: Duration,
    },
}

/// What tasks cost. A task is paid from its start on, start-up included, by the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// For one task for an hour.
    pub per_task_hour: f64,
    /// A task that was stopped earlier is paid for so long.
    pub minimum: Duration,
}

/// When a simulation is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At this time, whatever is left.
    At(Duration),
    /// At the first evaluation at which all messages have arrived and are done; or, if that is not so for so long
    /// after the last has arrived, then.
    WhenDone {
        /// The longest wait after the last arrival.
        patience: Duration,
    },
}

/// Settings that nothing can be simulated with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The minimum is above the maximum.
    #[error("the minimum is above the maximum")]
    Limits,
    /// The initial count is not within the limits.
    #[error("the initial count is not between minimum and maximum")]
    Initial,
    /// A task works on no message.
    #[error("a task must work on at least one message at once")]
    AtOnce,
    /// A period, or how often something is done, is zero.
    #[error("a period is zero")]
    Period,
    /// Nothing makes the policy act.
    #[error("the datapoints to scale by are none")]
    Datapoints,
    /// The acceptable delay or the default MPD is zero, so that there is no target.
    #[error("the acceptable delay and the mean processing duration must be more than zero")]
    Target,
    /// The tasks cannot keep up by far: more messages wait than are held in memory.
    #[error("more than {MOST_WAITING} messages wait, so the tasks cannot keep up by far")]
    Backlog,
}

/// So many messages may wait at a time: a gigabyte of memory.
pub(crate) const MOST_WAITING: usize = 20_000_000;

impl Settings {
    /// The documented policy with these processing durations: 1 to 10 tasks, a minute's acceptable delay, cooldowns
    /// of 240 seconds, one-minute periods of which 3 scale out and 15 scale in, the target set each hour, and Fargate's
    /// price in us-east-1 for a quarter of a vCPU with half a GB.
    pub fn documented(mpd: Duration, end: End) -> Self {
        Self {
            limits: Limits { min: 1, max: 10 },
            initial: 1,
            at_once: 1,
            start_up: Duration::from_secs(30),
            on_scale_in: OnScaleIn::Finish,
            acceptable: Duration::from_secs(60),
            policy: Policy {
                evaluation: Evaluation {
                    period: Duration::from_secs(60),
                    to_scale_out: 3,
                    to_scale_in: 15,
                    scale_in_margin: 0.9,
                },
                every: Duration::from_secs(60),
                metric_delay: Duration::ZERO,
                statistic: Statistic::Maximum,
                scale_out_cooldown: Duration::from_secs(240),
                scale_in_cooldown: Duration::from_secs(240),
                default_mpd: mpd,
                set_target_every: Some(Duration::from_hours(1)),
                mpd_window: Duration::from_hours(24),
                in_flight: true,
            },
            price: Price::default(),
            end,
        }
    }

    /// Checks that something can be simulated with them.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), Unusable> {
        let Policy {
            evaluation,
            every,
            default_mpd,
            set_target_every,
            ..
        } = self.policy;
        match () {
            () if self.limits.min > self.limits.max => Err(Unusable::Limits),
            () if !(self.limits.min..=self.limits.max).contains(&self.initial) => Err(Unusable::Initial),
            () if self.at_once == 0 => Err(Unusable::AtOnce),
            () if evaluation.period.is_zero() || every.is_zero() => Err(Unusable::Period),
            () if set_target_every.is_some_and(|every| every.is_zero()) => Err(Unusable::Period),
            () if evaluation.to_scale_out == 0 || evaluation.to_scale_in == 0 => Err(Unusable::Datapoints),
            () if self.acceptable.is_zero() || default_mpd.is_zero() => Err(Unusable::Target),
            () => Ok(()),
        }
    }
}

impl Default for Price {
    /// AWS Fargate on Linux/x86 in us-east-1: 0.25 vCPU at 0.04048 and 0.5 GB at 0.004445 US dollars an hour, for a
    /// minute at least.
    fn default() -> Self {
        Self {
            per_task_hour: 0.25 * 0.04048 + 0.5 * 0.004_445,
            minimum: Duration::from_secs(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_policy_is_usable_and_each_unusable_setting_is_told() {
        let usable = Settings::documented(Duration::from_secs(5), End::At(Duration::from_secs(1)));
        assert_eq!(usable.check(), Ok(()));
        let changed = |change: fn(&mut Settings)| {
            let mut settings = usable.clone();
            change(&mut settings);
            settings.check()
        };
        assert_eq!(changed(|it| it.limits.min = 11), Err(Unusable::Limits));
        assert_eq!(changed(|it| it.initial = 0), Err(Unusable::Initial));
        assert_eq!(changed(|it| it.initial = 11), Err(Unusable::Initial));
        assert_eq!(changed(|it| it.at_once = 0), Err(Unusable::AtOnce));
        for change in [
            |it: &mut Settings| it.policy.evaluation.period = Duration::ZERO,
            |it: &mut Settings| it.policy.every = Duration::ZERO,
            |it: &mut Settings| it.policy.set_target_every = Some(Duration::ZERO),
        ] {
            assert_eq!(changed(change), Err(Unusable::Period));
        }
        for change in [
            |it: &mut Settings| it.policy.evaluation.to_scale_out = 0,
            |it: &mut Settings| it.policy.evaluation.to_scale_in = 0,
        ] {
            assert_eq!(changed(change), Err(Unusable::Datapoints));
        }
        for change in [
            |it: &mut Settings| it.acceptable = Duration::ZERO,
            |it: &mut Settings| it.policy.default_mpd = Duration::ZERO,
        ] {
            assert_eq!(changed(change), Err(Unusable::Target));
        }
    }

    #[test]
    fn a_task_costs_what_fargate_asks() {
        let price = Price::default().per_task_hour;
        assert!((price - 0.012_342_5).abs() < 1e-12, "{price}");
    }
}
