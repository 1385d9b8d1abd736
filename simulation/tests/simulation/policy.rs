//! What is promised of the documented policy, over random loads.

use std::time::Duration;

use proptest::prelude::*;
use scaling::{Limits, Moment};
use simulation::{Arrival, End, Sample, Settings};

use super::{DONE, simulate};

/// A part of a load: for so long messages arrive equally spaced, or so many at a time.
#[derive(Debug, Clone, Copy)]
struct Part {
    length: Duration,
    every: Duration,
    size: usize,
}

/// Loads that rise and fall: silence, bursts, and up to about fifty tasks' worth of work.
fn loads() -> impl Strategy<Value = (Duration, Vec<Arrival>)> {
    let duration = prop_oneof![
        1_000..60_000_u64,
        100..10_000_u64,
        (1..60_u64).prop_map(|secs| secs * 1000)
    ];
    // So many tasks' worth of work, in groups of so many messages.
    let share = prop_oneof![3 => 0.0..1.5_f64, 3 => 0.0..8.0_f64, 1 => 0.0..50.0_f64];
    let part = (
        0..3_600_u64,
        share,
        prop_oneof![Just(1), 1..300_usize],
        any::<bool>(),
    );
    (duration, prop::collection::vec(part, 1..10)).prop_map(|(duration, parts)| {
        let parts = parts.into_iter().map(|(length, share, size, silent)| {
            let size = if size == 1 || silent { size } else { 1 };
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let every = duration as f64 * size as f64 / share.max(0.001);
            Part {
                length: Duration::from_secs(length),
                every: Duration::from_secs_f64(every / 1000.0),
                size,
            }
        });
        let messages = arrivals(parts, Duration::from_millis(duration));
        (Duration::from_millis(duration), messages)
    })
}

fn arrivals(parts: impl Iterator<Item = Part>, duration: Duration) -> Vec<Arrival> {
    let mut messages = Vec::new();
    let mut begin = Duration::ZERO;
    for part in parts {
        let mut at = begin;
        while at < begin + part.length && messages.len() < 30_000 {
            let message = Arrival {
                at: Moment(at),
                duration,
            };
            messages.extend(std::iter::repeat_n(message, part.size));
            at += part.every.max(Duration::from_millis(1));
        }
        begin += part.length;
    }
    messages
}

prop_compose! {
    /// The documented policy, with room for what is wanted more often than not.
    fn policies(mpd: Duration)(
        acceptable in prop_oneof![Just(60_000), 1_000..900_000_u64],
        start_up in prop_oneof![Just(30_000), 0..600_000_u64],
        max in prop_oneof![3 => Just(10_000), 1 => 1..30_u32],
        in_flight: bool,
        end in prop_oneof![Just(DONE), (1..20_000_u64).prop_map(|end| End::At(Duration::from_secs(end)))],
    ) -> Settings {
        let documented = Settings::documented(mpd, end);
        Settings {
            limits: Limits { min: 1, max },
            acceptable: Duration::from_millis(acceptable),
            start_up: Duration::from_millis(start_up),
            policy: simulation::Policy { in_flight, ..documented.policy },
            ..documented
        }
    }
}

prop_compose! {
    fn cases()((mpd, messages) in loads())(settings in policies(mpd), messages in Just(messages)) -> (Settings, Vec<Arrival>) {
        (settings, messages)
    }
}

/// A change of the desired count.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Change {
    at: Duration,
    from: u32,
    to: u32,
}

fn change(sample: &Sample<'_>) -> Option<Change> {
    let (from, to) = sample.change()?;
    Some(Change {
        at: sample.at.0,
        from,
        to,
    })
}

/// `amount` in whole `units`, rounded up.
fn up_to_whole(amount: Duration, unit: Duration) -> Duration {
    let whole = amount.as_nanos().div_ceil(unit.as_nanos().max(1));
    unit * u32::try_from(whole).expect("few")
}

proptest! {
    /// The oldest message is never older than the acceptable delay, one evaluation (three periods) and the start-up
    /// time together, as long as no more tasks are called for than the maximum allows.
    ///
    /// Why: look at the three periods from the one in which a message arrives. If the backlog was within the target at
    /// the end of one of them, all that was visible then, the message included, is begun within the acceptable delay by
    /// the tasks that ran then; and a scale-in within the window of fifteen periods leaves as many as that backlog
    /// calls for. If it was above in all three, as many tasks as the backlog calls for are wanted at the end of the third,
    /// and run after the start-up.
    ///
    /// What must hold for it: no message takes longer than the MPD that the target is made of; the acceptable delay is
    /// not longer than the fifteen periods; the metric is the maximum and comes at once; a task that leaves is gone when
    /// the next period ends, so the work is no longer than a period where nothing keeps busy tasks. A task works on
    /// whole messages, so the acceptable delay counts as rounded up to whole processing durations.
    #[test]
    fn no_message_waits_longer_than_is_acceptable_and_one_evaluation_and_start_up_time(
        (settings, messages) in cases(),
    ) {
        let (totals, _) = simulate(&settings, messages.iter().copied(), |_| ());
        if totals.most_wanted > settings.limits.max {
            return Ok(());
        }
        let mpd = settings.policy.default_mpd;
        let evaluation = settings.policy.evaluation.period * 3;
        let longest = up_to_whole(settings.acceptable, mpd) + evaluation + settings.start_up;
        prop_assert!(totals.highest_age <= longest, "{:?} > {longest:?}", totals.highest_age);
    }

    /// The desired count is never below the minimum or above the maximum, and no more tasks run or start than that but
    /// those that were wanted before.
    #[test]
    fn the_count_never_leaves_the_limits((settings, messages) in cases(), min in 1..5_u32, initial in 0..40_u32) {
        let limits = Limits { min: min.min(settings.limits.max), ..settings.limits };
        let initial = (limits.min + initial).min(limits.max);
        let settings = Settings { limits, initial, ..settings };
        let (totals, counts) = simulate(&settings, messages, |sample| {
            (sample.desired, sample.running + sample.starting)
        });
        let within = limits.min..=limits.max;
        prop_assert!(within.contains(&totals.least_desired) && within.contains(&totals.most_desired));
        for (desired, tasks) in counts {
            prop_assert!(within.contains(&desired), "{desired}");
            prop_assert!(tasks <= limits.max, "{tasks}");
        }
    }

    /// After a scale-out nothing but a larger one follows within its cooldown; after a scale-in no other does.
    #[test]
    fn the_count_never_moves_within_a_cooldown(
        (settings, messages) in cases(),
        cooldowns in (0..2_000_u64, 0..2_000_u64),
    ) {
        let mut settings = settings;
        settings.policy.scale_out_cooldown = Duration::from_secs(cooldowns.0);
        settings.policy.scale_in_cooldown = Duration::from_secs(cooldowns.1);
        let (_, changes) = simulate(&settings, messages, change);
        let changes: Vec<Change> = changes.into_iter().flatten().collect();
        for pair in changes.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            let after = second.at.saturating_sub(first.at);
            prop_assert_eq!(first.to, second.from);
            let (out_before, out) = (first.to > first.from, second.to > second.from);
            let free = match (out_before, out) {
                (true, true) => second.to > first.to || after >= settings.policy.scale_out_cooldown,
                (true, false) => after >= settings.policy.scale_out_cooldown,
                (false, false) => after >= settings.policy.scale_in_cooldown,
                (false, true) => true,
            };
            prop_assert!(free, "{first:?} {second:?}");
        }
    }

    /// Under a constant load the count settles: once it has come to what the load keeps busy, and an hour and the start-up
    /// time have passed, it changes at most once in any thirty evaluations and never falls below that. On the way there
    /// from below it only rises; how long that takes depends on how little is missing, since a backlog that grows slowly
    /// is seen late.
    ///
    /// A load is constant if messages of one duration, acceptable as a delay, arrive equally spaced, one or more at a
    /// time. Groups that come less often than the fifteen periods of a scale-in are no constant load but a burst each.
    /// It takes the policy on messages in flight: that of the backlog alone sees nothing to do where all goes well.
    #[test]
    fn under_a_constant_load_the_count_settles(
        (duration, settings) in (1_000..90_000_u64).prop_flat_map(|duration| {
            let duration = Duration::from_millis(duration);
            (Just(duration), policies(duration))
        }),
        busy in prop_oneof![0.01..2.0_f64, 0.01..20.0_f64, (1..10_u32).prop_map(f64::from)],
        size in prop_oneof![Just(1), 1..200_u32],
        initial in 0..30_u32,
    ) {
        let length = Duration::from_hours(8);
        let every = duration.mul_f64(f64::from(size) / busy).min(Duration::from_mins(14));
        let mut settings = Settings {
            initial: (1 + initial).min(settings.limits.max),
            acceptable: settings.acceptable.max(duration),
            end: End::At(length),
            ..settings
        };
        settings.policy.in_flight = true;
        let count = u32::try_from(length.as_nanos() / every.as_nanos()).expect("few") + 1;
        let messages = (0..count).flat_map(|n| {
            let message = Arrival { at: Moment(every * n), duration };
            std::iter::repeat_n(message, size as usize)
        });
        // Of what is left of fractions in binary comes no task.
        let kept_busy = (duration.as_secs_f64() * f64::from(size) / every.as_secs_f64() - 1e-6).ceil();
        let (_, rows) = simulate(&settings, messages, |sample| (sample.desired, change(sample)));
        let enough = rows.iter().position(|(desired, _)| f64::from(*desired) >= kept_busy);
        for (_, change) in &rows[..enough.unwrap_or(rows.len())] {
            prop_assert!(change.is_none_or(|change| change.to > change.from), "{change:?} {enough:?}");
        }
        let settled = enough.unwrap_or(rows.len()) + 60 + usize::try_from(settings.start_up.as_secs() / 60).expect("few");
        for window in rows.get(settled..).unwrap_or_default().windows(30) {
            let changed: Vec<_> = window.iter().filter_map(|(_, change)| *change).collect();
            prop_assert!(changed.len() <= 1, "{changed:?}");
            for (desired, _) in window {
                prop_assert!(f64::from(*desired) >= kept_busy, "{desired} {kept_busy}");
            }
        }
    }
}
