use super::*;
use crate::settings::End;

const START_UP: Duration = Duration::from_secs(30);

fn at(seconds: u64) -> Moment {
    Moment(Duration::from_secs(seconds))
}

fn fleet(tasks: u32, at_once: u32, on_scale_in: OnScaleIn) -> Fleet {
    let documented = Settings::documented(START_UP, End::At(START_UP));
    Fleet::new(&Settings {
        initial: tasks,
        at_once,
        start_up: START_UP,
        on_scale_in,
        ..documented
    })
}

const INTERRUPT: OnScaleIn = OnScaleIn::Interrupt {
    visibility: Duration::ZERO,
};

/// Running and starting.
fn tasks(fleet: &Fleet) -> (u32, u32) {
    (fleet.running(), fleet.starting())
}

#[test]
fn what_is_wanted_starts_and_runs_after_its_start_up() {
    let mut fleet = fleet(1, 1, OnScaleIn::Finish);
    fleet.set_desired(3, at(10));
    fleet.set_desired(4, at(20));
    assert_eq!((tasks(&fleet), fleet.desired()), ((1, 3), 4));
    for (next, left) in [(40, 2), (40, 1), (50, 0)] {
        assert_eq!(fleet.next_started(), Some(at(next)));
        fleet.start_next();
        assert_eq!(tasks(&fleet), (4 - left, left));
    }
    assert_eq!(fleet.next_started(), None);
    assert_eq!(fleet.paid_until(at(100)), Duration::from_secs(100 + 90 + 90 + 80));
}

#[test]
fn those_that_start_are_given_up_first_and_then_those_that_are_idle() {
    let mut fleet = fleet(3, 1, OnScaleIn::Finish);
    let busy = fleet.take().expect("free");
    fleet.set_desired(5, at(0));
    assert_eq!(fleet.set_desired(4, at(10)), []);
    assert_eq!(tasks(&fleet), (3, 1));
    fleet.set_desired(2, at(20));
    assert_eq!(tasks(&fleet), (2, 0));
    fleet.set_desired(1, at(20));
    assert_eq!(tasks(&fleet), (1, 0));
    assert_eq!(fleet.take(), None);
    fleet.done(busy, at(30));
    assert_eq!((tasks(&fleet), fleet.take()), ((1, 0), Some(busy)));
    // Four that stopped before a minute was over, and the one that still runs.
    assert_eq!(fleet.paid_until(at(30)), Duration::from_secs(4 * 60 + 30));
}

#[test]
fn of_the_busy_ones_the_first_that_finishes_leaves() {
    let mut fleet = fleet(3, 1, OnScaleIn::Finish);
    let busy: Vec<_> = std::iter::from_fn(|| fleet.take()).collect();
    assert_eq!(fleet.set_desired(1, at(100)), []);
    assert_eq!(tasks(&fleet), (3, 0));
    fleet.done(busy[1], at(110));
    assert_eq!(tasks(&fleet), (2, 0));
    // Wanted again before it left.
    fleet.set_desired(2, at(120));
    fleet.done(busy[0], at(130));
    assert_eq!((tasks(&fleet), fleet.take()), ((2, 0), Some(busy[0])));
    assert_eq!(fleet.paid_until(at(130)), Duration::from_secs(110 + 2 * 130));
}

#[test]
fn a_task_that_leaves_takes_nothing_more_and_stops_with_its_last_message() {
    let mut fleet = fleet(2, 2, OnScaleIn::Finish);
    let taken: Vec<_> = std::iter::from_fn(|| fleet.take()).collect();
    assert_eq!(taken.len(), 4);
    let (first, second) = (taken[0], taken[1]);
    assert_ne!(first, second);
    fleet.set_desired(1, at(100));
    fleet.done(first, at(110));
    assert_eq!(fleet.take(), None);
    fleet.done(second, at(120));
    assert_eq!((tasks(&fleet), fleet.take()), ((2, 0), Some(second)));
    fleet.done(first, at(130));
    assert_eq!((tasks(&fleet), fleet.take()), ((1, 0), None));
}

#[test]
fn a_task_that_leaves_stays_if_it_is_wanted_again() {
    let mut fleet = fleet(2, 2, OnScaleIn::Finish);
    let taken: Vec<_> = std::iter::from_fn(|| fleet.take()).collect();
    fleet.set_desired(1, at(100));
    fleet.done(taken[0], at(110));
    fleet.set_desired(3, at(120));
    assert_eq!(tasks(&fleet), (2, 1));
    assert_eq!(fleet.take(), Some(taken[0]));
    fleet.done(taken[0], at(130));
    fleet.done(taken[0], at(130));
    assert_eq!(tasks(&fleet), (2, 1));
}

#[test]
fn without_protection_those_with_the_fewest_messages_are_stopped() {
    let mut fleet = fleet(3, 2, INTERRUPT);
    let taken: Vec<_> = (0..4).map_while(|_| fleet.take()).collect();
    let two = taken[3];
    let stopped = fleet.set_desired(1, at(100));
    assert_eq!(stopped.len(), 2);
    assert!(!stopped.contains(&two), "{stopped:?} {two}");
    assert_eq!(tasks(&fleet), (1, 0));
    assert_eq!(fleet.paid_until(at(100)), Duration::from_secs(300));
    // Their places are taken by others.
    fleet.set_desired(3, at(100));
    fleet.start_next();
    fleet.start_next();
    let again: Vec<_> = std::iter::from_fn(|| fleet.take()).collect();
    assert_eq!(again.len(), 4);
    assert!(!again.contains(&two));
}

#[test]
fn of_those_that_start_the_last_is_given_up() {
    let mut fleet = fleet(0, 1, OnScaleIn::Finish);
    fleet.set_desired(1, at(10));
    fleet.set_desired(2, at(20));
    fleet.set_desired(1, at(25));
    assert_eq!(fleet.next_started(), Some(at(40)));
}

#[test]
fn one_that_leaves_is_paid_until_it_has_left() {
    let mut fleet = fleet(1, 2, OnScaleIn::Finish);
    let busy = fleet.take().expect("free");
    assert_eq!(fleet.take(), Some(busy));
    fleet.set_desired(0, at(100));
    fleet.done(busy, at(200));
    assert_eq!(fleet.paid_until(at(300)), Duration::from_secs(300));
    fleet.done(busy, at(400));
    assert_eq!(fleet.paid_until(at(500)), Duration::from_secs(400));
}
