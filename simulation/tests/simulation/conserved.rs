//! Whatever is simulated: nothing is lost, nothing is done twice, and the same comes of the same.

use std::time::Duration;

use proptest::prelude::*;
use scaling::{Evaluation, Limits, Moment};
use simulation::{Arrival, End, OnScaleIn, Settings, Statistic, Totals};

use super::{DONE, documented, simulate};

/// Messages in order, some at the same time.
fn messages() -> impl Strategy<Value = Vec<Arrival>> {
    let gap = prop_oneof![Just(0), 0..2_000_u64, 0..300_000_u64];
    let duration = prop_oneof![Just(0), 0..20_000_u64, 0..400_000_u64];
    prop::collection::vec((gap, duration, 1..20_usize), 0..60).prop_map(|groups| {
        let mut at = Duration::ZERO;
        let mut messages = Vec::new();
        for (gap, duration, count) in groups {
            at += Duration::from_millis(gap);
            let message = Arrival {
                at: Moment(at),
                duration: Duration::from_millis(duration),
            };
            messages.extend(std::iter::repeat_n(message, count));
        }
        messages
    })
}

prop_compose! {
    fn policies()(
        period in 1_000..90_000_u64,
        every in 1_000..90_000_u64,
        delay in 0..100_000_u64,
        out_of in (1..4_usize, 1..8_usize),
        cooldowns in (0..300_u64, 0..300_u64),
        average: bool,
        in_flight: bool,
        set_target in prop::option::of(10_000..4_000_000_u64),
    ) -> simulation::Policy {
        simulation::Policy {
            evaluation: Evaluation {
                period: Duration::from_millis(period),
                to_scale_out: out_of.0,
                to_scale_in: out_of.1,
                scale_in_margin: 0.9,
            },
            every: Duration::from_millis(every),
            metric_delay: Duration::from_millis(delay),
            statistic: if average { Statistic::Average } else { Statistic::Maximum },
            scale_out_cooldown: Duration::from_secs(cooldowns.0),
            scale_in_cooldown: Duration::from_secs(cooldowns.1),
            set_target_every: set_target.map(Duration::from_millis),
            in_flight,
            ..documented(DONE).policy
        }
    }
}

prop_compose! {
    fn settings()(
        limits in (1..4_u32, 0..20_u32, 0..20_u32),
        at_once in 1..4_u32,
        start_up in 0..200_000_u64,
        visibility in prop::option::of(0..400_000_u64),
        policy in policies(),
    ) -> Settings {
        let (min, more, initial) = limits;
        Settings {
            limits: Limits { min, max: min + more },
            initial: (min + initial).min(min + more),
            at_once,
            start_up: Duration::from_millis(start_up),
            on_scale_in: visibility.map_or(OnScaleIn::Finish, |visibility| OnScaleIn::Interrupt {
                visibility: Duration::from_millis(visibility),
            }),
            policy,
            ..documented(DONE)
        }
    }
}

/// The counts of an evaluation that must add up.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    arrived: u64,
    done: u64,
    missed: u64,
    left: u64,
    visible: u64,
    in_flight: u64,
    desired: u32,
    tasks: u32,
    running: u32,
    highest_age: Duration,
}

fn rows(settings: &Settings, messages: &[Arrival]) -> (Totals, Vec<Row>) {
    simulate(settings, messages.iter().copied(), |sample| Row {
        arrived: sample.arrived,
        done: sample.done,
        missed: sample.missed,
        left: sample.visible + sample.in_flight,
        visible: sample.visible,
        in_flight: sample.in_flight,
        desired: sample.desired,
        tasks: sample.running + sample.starting,
        running: sample.running,
        highest_age: sample.highest_age,
    })
}

proptest! {
    #[test]
    fn every_message_is_worked_on_once_and_none_is_lost(settings in settings(), messages in messages()) {
        let (totals, rows) = rows(&settings, &messages);
        let count = messages.len() as u64;
        prop_assert_eq!((totals.arrived, totals.done), (count, count));
        prop_assert_eq!((totals.visible, totals.in_flight), (0, 0));
        prop_assert_eq!(rows.iter().map(|row| row.arrived).sum::<u64>(), count);
        prop_assert_eq!(rows.iter().map(|row| row.missed).sum::<u64>(), totals.missed);
        prop_assert_eq!(rows.len() as u64, totals.evaluations);
        let mut left = 0;
        for row in &rows {
            left = left + row.arrived - row.done;
            prop_assert_eq!(row.left, left);
        }
    }

    #[test]
    fn protected_work_is_never_interrupted_and_counts_add_up_over_time(
        settings in settings(),
        messages in messages(),
    ) {
        let settings = Settings { on_scale_in: OnScaleIn::Finish, ..settings };
        let (totals, rows) = rows(&settings, &messages);
        prop_assert_eq!(totals.interrupted, 0);
        // Little's law, exactly: each message is in the queue for its wait, and in flight for its duration.
        let seconds = totals.time.as_secs_f64();
        let worked: f64 = messages.iter().map(|message| message.duration.as_secs_f64()).sum();
        prop_assert!((totals.mean_busy * seconds - worked).abs() < 1e-6 * worked.max(1.0));
        let waited = totals.waits.mean.as_secs_f64() * f64::from(u32::try_from(messages.len()).expect("few"));
        prop_assert!((totals.mean_visible * seconds - waited).abs() < 1e-6 * waited.max(1.0));
        prop_assert_eq!(totals.highest_age, totals.waits.longest);
        let highest = rows.iter().map(|row| row.highest_age).max().unwrap_or_default();
        prop_assert_eq!(totals.highest_age, highest);
        for row in &rows {
            prop_assert!(row.in_flight <= u64::from(row.running) * u64::from(settings.at_once));
        }
    }

    #[test]
    fn no_task_is_idle_while_messages_wait(settings in settings(), messages in messages()) {
        for row in rows(&settings, &messages).1 {
            // Those that leave take nothing more; there are as many others as are desired, or they start.
            let taking = row.tasks.min(row.desired);
            if settings.start_up.is_zero() && row.visible > 0 && row.running == row.desired {
                prop_assert!(row.in_flight >= u64::from(taking) * u64::from(settings.at_once));
            }
        }
    }

    #[test]
    fn the_same_comes_of_the_same(settings in settings(), messages in messages(), end in 0..5_000_u64) {
        let settings = Settings { end: End::At(Duration::from_secs(end)), ..settings };
        let (first, second) = (rows(&settings, &messages), rows(&settings, &messages));
        prop_assert_eq!(first.0, second.0);
        prop_assert_eq!(&first.1, &second.1);
        let totals = first.0;
        prop_assert_eq!(totals.time, Duration::from_secs(end));
        prop_assert_eq!(totals.arrived, totals.done + totals.visible + totals.in_flight);
        let expected = messages.iter().filter(|message| message.at.0 < totals.time).count();
        prop_assert_eq!(totals.arrived, expected as u64);
    }
}
