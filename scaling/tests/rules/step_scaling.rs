//! Step scaling alone.

use scaling::Adjustment::{self, ChangeInCapacity, ExactCapacity, PercentChangeInCapacity};
use scaling::Comparison::{GreaterThanOrEqual, Less, LessThanOrEqual};
use scaling::{
    Comparison, Decision, Limits, Memory, NotScaled, Outcome, Service, Stay, Step, StepScaling, Wish,
};

use crate::given::*;

const PERCENT: Adjustment = PercentChangeInCapacity { min_magnitude: 0 };

fn steps(adjustment: Adjustment, steps: &[(Option<f64>, Option<f64>, i32)]) -> StepScaling {
    let step = |&(lower, upper, adjustment)| Step {
        lower,
        upper,
        adjustment,
    };
    StepScaling {
        adjustment,
        steps: steps.iter().map(step).collect(),
        cooldown: 4 * MINUTE,
    }
}

/// A policy with one step for whatever is above, or below, the threshold.
fn by(adjustment: Adjustment, amount: i32) -> StepScaling {
    steps(
        adjustment,
        &[(Some(0.0), None, amount), (None, Some(0.0), amount)],
    )
}

fn limited(desired: u32, min: u32, max: u32) -> Service {
    Service {
        limits: Limits { min, max },
        ..service(desired)
    }
}

/// What one alarm at the threshold of 50 makes of one datapoint.
fn at(desired: u32, policy: &StepScaling, comparison: Comparison, value: f64) -> Decision {
    let alarms = [(alarm(comparison, 50.0), metric(&[value], 1))];
    stepped(&Memory::default(), &limited(desired, 0, 1000), policy, &alarms)
}

/// The desired count after that.
fn count(desired: u32, policy: &StepScaling, comparison: Comparison, value: f64) -> u32 {
    match at(desired, policy, comparison, value).outcome {
        Outcome::Scale { to, .. } => to,
        Outcome::NotScaled(_) => desired,
    }
}

/// The example of the Application Auto Scaling User Guide, "Step adjustments".
#[test]
fn the_step_is_the_one_that_the_breach_lies_in() {
    let out = steps(
        PERCENT,
        &[
            (Some(0.0), Some(10.0), 0),
            (Some(10.0), Some(20.0), 10),
            (Some(20.0), None, 30),
        ],
    );
    let in_ = steps(
        PERCENT,
        &[
            (Some(-10.0), Some(0.0), 0),
            (Some(-20.0), Some(-10.0), -10),
            (None, Some(-20.0), -30),
        ],
    );
    assert_eq!(count(10, &out, GreaterThanOrEqual, 50.0), 10);
    assert_eq!(count(10, &out, GreaterThanOrEqual, 59.9), 10);
    assert_eq!(count(10, &out, GreaterThanOrEqual, 60.0), 11);
    assert_eq!(count(11, &out, GreaterThanOrEqual, 69.9), 12);
    assert_eq!(count(11, &out, GreaterThanOrEqual, 70.0), 14);
    assert_eq!(count(14, &in_, LessThanOrEqual, 50.0), 14);
    assert_eq!(count(14, &in_, LessThanOrEqual, 40.1), 14);
    assert_eq!(count(14, &in_, LessThanOrEqual, 40.0), 13);
    assert_eq!(count(13, &in_, LessThanOrEqual, 30.1), 12);
    assert_eq!(count(13, &in_, LessThanOrEqual, 30.0), 10);
}

#[test]
fn a_breach_that_no_step_is_for_changes_nothing() {
    let policy = steps(ChangeInCapacity, &[(Some(10.0), None, 5)]);
    let decision = at(2, &policy, GreaterThanOrEqual, 55.0);
    assert_eq!(decision.outcome, Outcome::NotScaled(NotScaled::NoWish));
    assert!(matches!(
        wish(&decision),
        Wish::Stay(Stay::Within { newest: Some(_) })
    ));
    assert_eq!(count(2, &policy, GreaterThanOrEqual, 60.0), 7);
}

#[test]
fn adjustments_are_rounded_as_documented() {
    let percent = |capacity, amount| count(capacity, &by(PERCENT, amount), GreaterThanOrEqual, 60.0);
    assert_eq!(percent(127, 10), 139, "12.7 is 12");
    assert_eq!(percent(67, 1), 68, "0.67 is 1");
    assert_eq!(percent(58, -1), 57, "-0.58 is -1");
    assert_eq!(percent(667, -1), 661, "-6.67 is -6");
    assert_eq!(percent(4, -100), 0);
    assert_eq!(percent(4, -200), 0);
    assert_eq!(percent(0, 50), 0);

    let least = |capacity, amount| {
        let policy = by(PercentChangeInCapacity { min_magnitude: 2 }, amount);
        count(capacity, &policy, GreaterThanOrEqual, 60.0)
    };
    assert_eq!(least(4, 25), 6);
    assert_eq!(least(16, 25), 20);
    assert_eq!(least(4, -25), 2);
    assert_eq!(least(0, 25), 2);
    assert_eq!(least(4, 0), 4);
}

#[test]
fn capacity_is_changed_by_a_number_or_to_one() {
    let change = |amount| count(5, &by(ChangeInCapacity, amount), GreaterThanOrEqual, 60.0);
    assert_eq!((change(5), change(-2), change(-9), change(0)), (10, 3, 0, 5));
    let exact = |amount| count(5, &by(ExactCapacity, amount), GreaterThanOrEqual, 60.0);
    assert_eq!((exact(7), exact(3), exact(5), exact(-1)), (7, 3, 5, 0));
}

/// The example of the Application Auto Scaling User Guide, "Cooldown period".
#[test]
fn a_larger_step_within_the_cooldown_adds_what_is_more_in_it() {
    let mut memory = Memory::default();
    memory.known("steps", 5, 7, minute(997));
    let after = |adjustment, desired, amount| {
        let alarms = [(alarm(GreaterThanOrEqual, 50.0), metric(&[60.0], 1))];
        stepped(
            &memory,
            &limited(desired, 0, 100),
            &by(adjustment, amount),
            &alarms,
        )
    };
    let to = |to| Outcome::Scale {
        from: 7,
        to,
        policy: 0,
    };
    assert_eq!(after(ChangeInCapacity, 7, 3).outcome, to(8));
    assert_eq!(after(ExactCapacity, 7, 8).outcome, to(8));
    assert_eq!(after(PERCENT, 7, 100).outcome, to(10));
    // Another policy added more meanwhile, or somebody took some away.
    assert_eq!(
        after(ChangeInCapacity, 9, 5).outcome,
        Outcome::Scale {
            from: 9,
            to: 10,
            policy: 0
        }
    );
    let left = MINUTE;
    for (desired, amount) in [(7, 1), (7, 2), (9, 4), (3, 2)] {
        let decision = after(ChangeInCapacity, desired, amount);
        assert_eq!(
            wish(&decision),
            &Wish::Stay(Stay::CoolingDown { left }),
            "{amount} on {desired}"
        );
    }
}

/// The same backlog, seen again and again, asks for its step once, however often the cooldown began anew.
#[test]
fn a_larger_step_is_not_added_to_itself() {
    let mut memory = Memory::default();
    memory.known("steps", 1, 2, minute(998));
    let again = |memory: &Memory, desired| {
        let alarms = [(alarm(GreaterThanOrEqual, 50.0), metric(&[60.0], 1))];
        stepped(
            memory,
            &limited(desired, 0, 100),
            &by(ChangeInCapacity, 5),
            &alarms,
        )
    };
    let larger = again(&memory, 2);
    assert_eq!(
        larger.outcome,
        Outcome::Scale {
            from: 2,
            to: 6,
            policy: 0
        }
    );
    memory.carried_out(&larger, now());
    let left = 4 * MINUTE;
    assert_eq!(wish(&again(&memory, 6)), &Wish::Stay(Stay::CoolingDown { left }));
}

#[test]
fn within_either_cooldown_there_is_no_scale_in() {
    let after = |from, to, at| {
        let mut memory = Memory::default();
        memory.known("steps", from, to, minute(at));
        let alarms = [(alarm(Less, 50.0), metric(&[10.0], 1))];
        stepped(&memory, &limited(7, 0, 100), &by(ChangeInCapacity, -1), &alarms)
    };
    assert_eq!(
        wish(&after(8, 7, 997)),
        &Wish::Stay(Stay::CoolingDown { left: MINUTE })
    );
    assert_eq!(
        wish(&after(6, 7, 998)),
        &Wish::Stay(Stay::CoolingDown { left: 2 * MINUTE })
    );
    let done = Outcome::Scale {
        from: 7,
        to: 6,
        policy: 0,
    };
    assert_eq!(after(8, 7, 996).outcome, done);
    assert_eq!(after(6, 7, 996).outcome, done);
}

#[test]
fn a_count_below_the_minimum_is_first_brought_to_it_by_a_scale_out_and_left_alone_by_a_scale_in() {
    let below = limited(1, 5, 10);
    let breach = |policy: &StepScaling| {
        let alarms = [(alarm(GreaterThanOrEqual, 50.0), metric(&[60.0], 1))];
        stepped(&Memory::default(), &below, policy, &alarms).outcome
    };
    let to = |to| Outcome::Scale {
        from: 1,
        to,
        policy: 0,
    };
    assert_eq!(breach(&by(ChangeInCapacity, 2)), to(7));
    assert_eq!(breach(&by(ExactCapacity, 3)), to(5));
    // A share of nothing is nothing, and one of the minimum is not.
    let alarms = [(alarm(GreaterThanOrEqual, 50.0), metric(&[60.0], 1))];
    let none = stepped(&Memory::default(), &limited(0, 5, 10), &by(PERCENT, 20), &alarms);
    assert_eq!(
        none.outcome,
        Outcome::Scale {
            from: 0,
            to: 6,
            policy: 0
        }
    );
    assert_eq!(breach(&by(ChangeInCapacity, 20)), to(10));
    assert_eq!(
        breach(&by(ChangeInCapacity, -1)),
        Outcome::NotScaled(NotScaled::AlreadyAtMinCapacity(0))
    );

    // Begun from the minimum, as the scale-out before it was.
    let mut memory = Memory::default();
    memory.known("steps", 1, 7, minute(999));
    let alarms = [(alarm(GreaterThanOrEqual, 50.0), metric(&[60.0], 1))];
    let again = |amount| {
        stepped(
            &memory,
            &limited(7, 5, 10),
            &by(ChangeInCapacity, amount),
            &alarms,
        )
        .outcome
    };
    assert_eq!(again(2), Outcome::NotScaled(NotScaled::NoWish));
    assert_eq!(
        again(3),
        Outcome::Scale {
            from: 7,
            to: 8,
            policy: 0
        }
    );
}

#[test]
fn of_several_alarms_a_scale_out_goes_first_and_the_largest_capacity_wins() {
    let policy = steps(
        ChangeInCapacity,
        &[
            (Some(0.0), Some(10.0), 1),
            (Some(10.0), None, 4),
            (Some(-10.0), Some(0.0), -1),
            (None, Some(-10.0), -3),
        ],
    );
    let high = |value| (alarm(GreaterThanOrEqual, 50.0), metric(&[value], 1));
    let low = |value| (alarm(Less, 50.0), metric(&[value], 1));
    let decided = |alarms: &[_]| {
        let decision = stepped(&Memory::default(), &limited(5, 0, 100), &policy, alarms);
        match wish(&decision) {
            Wish::ScaleOut { to, alarm, .. } | Wish::ScaleIn { to, alarm, .. } => Some((*to, alarm.clone())),
            Wish::Stay(_) => None,
        }
    };
    let by = |to, name: &str| Some((to, Some(name.to_owned())));
    assert_eq!(decided(&[low(10.0), high(55.0), high(99.0)]), by(9, "2"));
    assert_eq!(decided(&[low(10.0), low(45.0)]), by(4, "1"));
    assert_eq!(decided(&[high(55.0), high(56.0)]), by(6, "0"));
    assert_eq!(decided(&[high(40.0), low(60.0)]), None);
    assert_eq!(decided(&[]), None);
}

#[test]
fn without_data_or_alarm_nothing_is_wished() {
    let policy = by(ChangeInCapacity, 1);
    let none = [(alarm(GreaterThanOrEqual, 50.0), vec![])];
    let decision = stepped(&Memory::default(), &service(2), &policy, &none);
    assert_eq!(
        wish(&decision),
        &Wish::Stay(Stay::MissingData { there: 0, needed: 1 })
    );
    let decision = stepped(&Memory::default(), &service(2), &policy, &[]);
    assert_eq!(wish(&decision), &Wish::Stay(Stay::Within { newest: None }));
    let decision = at(2, &policy, GreaterThanOrEqual, 40.0);
    assert!(matches!(
        wish(&decision),
        Wish::Stay(Stay::Within { newest: Some(_) })
    ));
}

/// In whichever order the alarms come.
#[test]
fn of_several_reasons_to_stay_the_one_that_came_closest_to_a_change_is_told() {
    let policy = steps(
        ChangeInCapacity,
        &[(Some(0.0), Some(10.0), 0), (Some(10.0), None, 2)],
    );
    let mut memory = Memory::default();
    memory.known("steps", 5, 7, minute(997));
    let high = |values: &[f64]| (alarm(GreaterThanOrEqual, 50.0), metric(values, 1));
    let (missing, within, enough, cooling) = (high(&[]), high(&[40.0]), high(&[55.0]), high(&[60.0]));
    let told = |one: &(_, _), other: &(_, _)| {
        let alarms = [one.clone(), other.clone()];
        let decision = stepped(&memory, &limited(7, 0, 100), &policy, &alarms);
        wish(&decision).clone()
    };
    for (further, closer) in [(&missing, &within), (&within, &enough), (&enough, &cooling)] {
        let alone = told(closer, closer);
        assert_eq!(told(further, closer), alone);
        assert_eq!(told(closer, further), alone);
        assert_ne!(told(further, further), alone);
    }
}
