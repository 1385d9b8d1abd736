//! Small cases, calculated by hand.

use std::time::Duration;

use scaling::{Limits, NotScaled, Outcome, Stay, Wish};
use simulation::{End, OnScaleIn, Settings, Statistic, Unusable};

use super::{DONE, documented, fixed, message, secs, simulate};

#[test]
#[expect(clippy::float_cmp, reason = "exact in binary")]
fn three_messages_on_one_task() {
    let (totals, samples) = simulate(&fixed(1, DONE), [message(0, 5); 3], |sample| {
        (
            (sample.at.0, sample.arrived, sample.done, sample.most_visible),
            (sample.oldest_age, sample.highest_age),
        )
    });
    assert_eq!(samples, [((secs(60), 3, 3, 2), (Duration::ZERO, secs(10)))]);
    assert_eq!((totals.arrived, totals.done), (3, 3));
    // They wait for 0, 5 and 10 seconds.
    assert_eq!(totals.waits.mean, secs(5));
    assert_eq!(totals.waits.longest, secs(10));
    assert_eq!(totals.highest_age, secs(10));
    assert_eq!(totals.missed, 0);
    // Two wait for five seconds and one for five more; one is worked on for fifteen.
    assert_eq!(totals.mean_visible, 15.0 / 60.0);
    assert_eq!(totals.mean_busy, 15.0 / 60.0);
    assert_eq!(totals.mean_running, 1.0);
    assert_eq!(totals.paid, secs(60));
}

#[test]
fn a_task_works_on_as_many_at_once_as_it_may_and_messages_are_spread_over_the_tasks() {
    let settings = Settings {
        at_once: 3,
        ..fixed(2, DONE)
    };
    let (totals, _) = simulate(&settings, [message(0, 10); 7], |_| ());
    // Six at once, the seventh when they are done.
    assert_eq!(totals.waits.longest, secs(10));
    assert_eq!(totals.most_visible, 1);
    assert_eq!(totals.waits.median, Duration::ZERO);
}

/// A hundred messages of 10 s: the target is 60 / 10 = 6.
fn burst() -> Vec<simulation::Arrival> {
    vec![message(0, 10); 100]
}

fn for_ten_seconds(end: End) -> Settings {
    Settings::documented(secs(10), end)
}

#[test]
#[expect(clippy::float_cmp, reason = "exact in binary")]
fn three_periods_above_the_target_scale_out_in_proportion_and_the_tasks_run_when_they_have_started() {
    let (totals, samples) = simulate(&for_ten_seconds(DONE), burst(), |sample| {
        (
            sample.at.0.as_secs(),
            sample.backlog_per_task,
            sample.wanted(),
            sample.desired,
            (sample.running, sample.starting),
            (sample.visible, sample.in_flight, sample.done),
        )
    });
    assert_eq!(
        samples[..4],
        [
            // The first is taken at once. What happens at 60 s belongs to the next period: six were begun before.
            (60, Some(99.0), None, 1, (1, 0), (94, 1, 5)),
            (120, Some(93.0), None, 1, (1, 0), (88, 1, 6)),
            // 87 / 6 = 14.5.
            (180, Some(87.0), Some(15), 10, (1, 0), (82, 1, 6)),
            // Six more begun by the one task, and nine by the others at each of 210, 220 and 230. The most in the
            // period were 81, which call for 13.5.
            (240, Some(8.1), Some(14), 10, (10, 0), (49, 10, 24)),
        ]
    );
    assert_eq!(totals.most_wanted, 15);
    assert_eq!((totals.scale_outs, totals.most_desired), (1, 10));
    assert_eq!((totals.most_visible, totals.done), (99, 100));
    // 49 are left at 240: ten are begun then and every ten seconds, the last at 280.
    assert_eq!(totals.highest_age, secs(280));
    // Those begun up to 60 s after the beginning are in time: seven.
    assert_eq!(totals.missed, 93);
    // One task from the beginning, nine from 180 s.
    assert_eq!(totals.time, secs(300));
    assert_eq!(totals.paid, secs(300 + 9 * 120));
    let hours = (300.0 + 9.0 * 120.0) / 3600.0;
    assert_eq!(totals.cost, hours * (0.25 * 0.04048 + 0.5 * 0.004_445));
}

#[test]
fn metrics_that_come_late_hold_the_decision_up() {
    let decided = |every, metric_delay| {
        let mut settings = for_ten_seconds(DONE);
        settings.policy.every = secs(every);
        settings.policy.metric_delay = secs(metric_delay);
        let (_, samples) = simulate(&settings, burst(), |sample| {
            sample.change().map(|change| (sample.at.0.as_secs(), change))
        });
        samples.into_iter().flatten().next()
    };
    assert_eq!(decided(60, 0), Some((180, (1, 10))));
    assert_eq!(decided(60, 30), Some((240, (1, 10))));
    assert_eq!(decided(10, 30), Some((210, (1, 10))));
    assert_eq!(decided(7, 0), Some((182, (1, 10))));
}

#[test]
fn the_average_is_that_over_time() {
    let mut settings = fixed(1, DONE);
    settings.policy.statistic = Statistic::Average;
    // Three wait for 20 s, two for 20 s, one for 20 s: on average two.
    let (_, samples) = simulate(&settings, [message(0, 20); 4], |sample| sample.backlog_per_task);
    assert_eq!(samples[0], Some(2.0));
}

/// Two tasks, each busy with a message for a thousand seconds, while the backlog calls for none.
fn two_busy(on_scale_in: OnScaleIn, in_flight: bool) -> Settings {
    let mut settings = documented(DONE);
    settings.limits = Limits { min: 1, max: 2 };
    settings.initial = 2;
    settings.on_scale_in = on_scale_in;
    settings.policy.in_flight = in_flight;
    settings
}

#[test]
fn a_protected_task_finishes_and_then_stops() {
    let (totals, samples) = simulate(
        &two_busy(OnScaleIn::Finish, false),
        [message(0, 1000), message(0, 1000), message(1000, 1)],
        |sample| (sample.at.0.as_secs(), sample.desired, sample.running),
    );
    assert_eq!(
        samples[13..],
        [
            (840, 2, 2),
            // Fifteen periods without a backlog.
            (900, 1, 2),
            (960, 1, 2),
            // The first that is done stops.
            (1020, 1, 1),
        ]
    );
    assert_eq!((totals.done, totals.interrupted), (3, 0));
    assert_eq!((totals.least_desired, totals.most_desired), (1, 2));
    // The third comes while one task is left, and is free.
    assert_eq!(totals.highest_age, Duration::ZERO);
    assert_eq!(totals.paid, secs(1020 + 1000));
}

#[test]
#[expect(clippy::float_cmp, reason = "the same numbers")]
fn an_unprotected_task_is_stopped_and_its_message_is_worked_on_anew_when_it_is_visible_again() {
    let interrupted = |visibility| {
        let settings = two_busy(
            OnScaleIn::Interrupt {
                visibility: secs(visibility),
            },
            false,
        );
        let messages = [message(0, 1000), message(0, 1000)];
        simulate(&settings, messages, |sample| {
            (
                sample.at.0.as_secs(),
                sample.running,
                (sample.visible, sample.in_flight, sample.done),
            )
        })
    };
    let (totals, samples) = interrupted(0);
    assert_eq!(samples[14..16], [(900, 2, (0, 2, 0)), (960, 1, (1, 1, 0))]);
    // Begun anew at 1000.
    assert_eq!(totals.time, secs(2040));
    assert_eq!((totals.done, totals.interrupted), (2, 1));
    // It waited for no work at first; its age counts from its arrival all the same.
    assert_eq!((totals.missed, totals.waits.longest), (0, Duration::ZERO));
    assert_eq!(totals.highest_age, secs(1000));
    assert_eq!(totals.paid, secs(2040 + 900));
    // Two for 900 s, one for the 100 that the other still takes, and one for the 1000 that it takes anew.
    let worked = 2.0 * 900.0 + 100.0 + 1000.0;
    assert_eq!(totals.mean_busy, worked / 2040.0);

    let (totals, samples) = interrupted(1200);
    assert_eq!(
        samples[14..21],
        [
            (900, 2, (0, 2, 0)),
            (960, 1, (0, 2, 0)),
            (1020, 1, (0, 1, 1)),
            (1080, 1, (0, 1, 0)),
            (1140, 1, (0, 1, 0)),
            (1200, 1, (0, 1, 0)),
            (1260, 1, (0, 1, 0)),
        ]
    );
    // Begun anew at 1200.
    assert_eq!(totals.time, secs(2220));
    assert_eq!(totals.mean_busy, worked / 2220.0);
    assert_eq!(totals.highest_age, secs(1200));
}

#[test]
fn the_policy_on_messages_in_flight_keeps_tasks_that_are_busy() {
    let messages = [message(0, 1000), message(0, 1000)];
    let settings = two_busy(OnScaleIn::Finish, true);
    let (totals, samples) = simulate(&settings, messages, |sample| sample.decision.clone());
    assert_eq!((totals.scale_ins, totals.time), (0, secs(1020)));
    let last_quiet = &samples[14];
    assert_eq!(last_quiet.outcome, Outcome::NotScaled(NotScaled::NotAgreed(1)));
    assert!(matches!(last_quiet.verdicts[0].wish, Wish::ScaleIn { to: 0, .. }));
    assert!(matches!(
        last_quiet.verdicts[1].wish,
        Wish::Stay(Stay::Within { newest: Some(newest) }) if (newest.value, newest.tasks) == (1.0, 2)
    ));
}

#[test]
fn messages_in_flight_are_set_against_the_most_tasks_that_ran_in_the_period() {
    let mut settings = two_busy(OnScaleIn::Finish, true);
    // Evaluated at 910 s, in the middle of a period: one task is busy, the other goes.
    settings.policy.every = secs(70);
    settings.policy.scale_in_cooldown = Duration::ZERO;
    let (_, samples) = simulate(&settings, [message(0, 1100)], |sample| {
        let value = match &sample.decision.verdicts[1].wish {
            Wish::ScaleIn { because, .. } => Some(because.value),
            Wish::Stay(Stay::Within { newest }) => newest.map(|newest| newest.value),
            Wish::Stay(Stay::Enough { newest }) => Some(newest.value),
            _ => None,
        };
        (sample.at.0.as_secs(), sample.running, sample.desired, value)
    });
    assert_eq!(
        samples[12..15],
        [
            (910, 2, 1, Some(0.5)),
            // Two ran for the first ten seconds of the period from 900 to 960 s.
            (980, 1, 1, Some(0.5)),
            (1050, 1, 1, Some(1.0)),
        ]
    );
}

#[test]
fn the_target_is_set_by_what_was_measured_before_the_evaluation_of_the_same_moment() {
    let mut settings = fixed(1, End::At(secs(240)));
    settings.policy.set_target_every = Some(secs(120));
    settings.policy.mpd_window = secs(120);
    let (_, targets) = simulate(&settings, [message(0, 10), message(10, 20)], |sample| {
        sample.target
    });
    assert_eq!(targets, [12.0, 4.0, 4.0, 12.0]);
    settings.policy.set_target_every = None;
    let (_, targets) = simulate(&settings, [message(0, 10)], |sample| sample.target);
    assert_eq!(targets, [12.0; 4]);
}

#[test]
fn what_arrives_at_the_end_does_not_count_and_what_still_waits_too_long_does() {
    let settings = fixed(1, End::At(secs(120)));
    let messages = [message(0, 119), message(10, 1), message(60, 1), message(120, 1)];
    let (totals, samples) = simulate(&settings, messages, |sample| {
        (sample.arrived, sample.visible, sample.oldest_age, sample.missed)
    });
    assert_eq!(
        samples,
        [(2, 1, secs(50), 0), (1, 1, secs(60), 1)],
        "the one of 60 s belongs to the second period"
    );
    assert_eq!((totals.arrived, totals.done), (3, 1));
    assert_eq!((totals.visible, totals.in_flight), (1, 1));
    // Of those that were begun one waited for 109 s; the other still waits, for 60 s, which is acceptable.
    assert_eq!((totals.missed, totals.highest_age), (1, secs(109)));
    assert_eq!(totals.late_evaluations, 1);

    let settings = fixed(1, End::At(secs(121)));
    let (totals, _) = simulate(&settings, [message(0, 200), message(60, 1)], |_| ());
    assert_eq!((totals.missed, totals.highest_age), (1, secs(61)));
}

#[test]
fn without_a_task_it_ends_when_patience_does() {
    let mut settings = fixed(0, DONE);
    settings.end = End::WhenDone { patience: secs(150) };
    let (totals, samples) = simulate(&settings, [message(0, 1), message(30, 1)], |sample| {
        sample.backlog_per_task
    });
    assert_eq!(samples, [None; 3]);
    assert_eq!((totals.time, totals.visible), (secs(180), 2));
    assert_eq!(totals.missed, 2);
}

#[test]
fn nothing_at_all_ends_at_the_first_evaluation() {
    let (totals, samples) = simulate(&documented(DONE), [], |sample| sample.at.0);
    assert_eq!(samples, [secs(60)]);
    assert_eq!((totals.arrived, totals.waits.mean), (0, Duration::ZERO));
    let (totals, samples) = simulate(&documented(End::At(Duration::ZERO)), [message(0, 1)], |_| ());
    assert_eq!(
        (totals.arrived, totals.time, samples.len()),
        (0, Duration::ZERO, 0)
    );
}

#[derive(Debug, PartialEq)]
enum Failure {
    Unusable(Unusable),
    Broken(u64),
}

impl From<Unusable> for Failure {
    fn from(unusable: Unusable) -> Self {
        Self::Unusable(unusable)
    }
}

#[test]
fn what_breaks_off_is_handed_on() {
    let settings = fixed(1, DONE);
    let broken = [Ok(message(0, 1)), Err(Failure::Broken(2)), Ok(message(0, 1))];
    let ended = simulation::run(&settings, broken, |_| Ok(()));
    assert_eq!(ended, Err(Failure::Broken(2)));
    let ended = simulation::run(&settings, [Ok(message(0, 1))], |sample| {
        Err(Failure::Broken(sample.done))
    });
    assert_eq!(ended, Err(Failure::Broken(1)));
    let unusable = Settings {
        at_once: 0,
        ..settings
    };
    let ended = simulation::run(&unusable, [Ok(message(0, 1))], |_| Ok(()));
    assert_eq!(ended, Err(Failure::Unusable(Unusable::AtOnce)));
}

#[test]
fn a_message_that_comes_earlier_than_one_before_it_comes_with_it() {
    let (totals, _) = simulate(&fixed(2, DONE), [message(100, 1), message(0, 1)], |_| ());
    assert_eq!((totals.done, totals.highest_age), (2, Duration::ZERO));
}
