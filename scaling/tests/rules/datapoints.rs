//! Which datapoints count.

use std::time::Duration;

use scaling::{Datapoint, Moment, Stay, Wish};

use crate::given::*;

#[test]
fn missing_data_scales_in_neither_direction() {
    let policy = policy(10.0);
    let missing = |there, needed| Wish::Stay(Stay::MissingData { there, needed });
    assert_eq!(wish(&decided(&service(2), &policy, &[])), &missing(0, 3));
    assert_eq!(
        wish(&decided(&service(2), &policy, &metric(&[99.0; 2], 2))),
        &missing(2, 3)
    );
    assert_eq!(
        wish(&decided(&service(2), &policy, &metric(&[0.0; 14], 2))),
        &missing(14, 15)
    );
}

#[test]
fn two_of_the_periods_may_be_late_or_missing_and_three_may_not() {
    let policy = policy(10.0);
    let decision = decided(
        &service(2),
        &policy,
        &gaps(&[Some(25.0), None, Some(25.0), Some(25.0), None], 2),
    );
    assert_eq!(decision.outcome, scaled(2, 5, 0));
    let decision = decided(
        &service(2),
        &policy,
        &gaps(&[Some(25.0), None, None, Some(25.0), Some(25.0), None], 2),
    );
    assert_eq!(
        wish(&decision),
        &Wish::Stay(Stay::MissingData { there: 2, needed: 3 })
    );
}

#[test]
fn only_the_newest_datapoints_decide() {
    let policy = policy(10.0);
    let decision = decided(&service(2), &policy, &metric(&[0.0, 99.0, 11.0, 11.0, 25.0], 2));
    assert_eq!(decision.outcome, scaled(2, 5, 0));
    let mut values = [2.0; 17];
    (values[0], values[1]) = (99.0, 9.5);
    assert_eq!(
        decided(&service(9), &policy, &metric(&values, 9)).outcome,
        scaled(9, 2, 0)
    );
}

#[test]
fn a_value_that_is_no_count_is_as_good_as_none() {
    let policy = policy(10.0);
    for none in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
        let decision = decided(&service(2), &policy, &metric(&[25.0, none, 25.0, none, 25.0], 2));
        assert_eq!(decision.outcome, scaled(2, 5, 0), "{none}");
        let decision = decided(&service(2), &policy, &metric(&[25.0, none, 25.0, none, none], 2));
        assert_eq!(
            wish(&decision),
            &Wish::Stay(Stay::MissingData { there: 2, needed: 3 }),
            "{none}"
        );
    }
}

#[test]
fn a_period_that_has_not_ended_is_not_looked_at() {
    let policy = policy(10.0);
    let mut values = metric(&[5.0, 25.0, 25.0, 25.0], 2);
    for at in [
        minute(1000),
        minute(999) + Duration::from_millis(1),
        minute(5000),
        Moment(Duration::MAX),
    ] {
        values.push(Datapoint {
            at,
            value: 0.0,
            tasks: 2,
        });
    }
    assert_eq!(decided(&service(2), &policy, &values).outcome, scaled(2, 5, 0));
}

#[test]
fn two_datapoints_of_one_period_count_as_one() {
    let one = metric(&[25.0], 2);
    let decision = decided(&service(2), &policy(10.0), &[one[0], one[0], one[0]]);
    assert_eq!(
        wish(&decision),
        &Wish::Stay(Stay::MissingData { there: 1, needed: 3 })
    );
}

/// A value for each task cannot be told then, so such a datapoint takes part in no agreement; but one that is above the
/// margin still holds the scale-in up, and what it calls for counts.
#[test]
fn datapoints_without_tasks_do_not_count_towards_scaling_in() {
    let policy = policy(10.0);
    let with = |value| {
        let mut values = metric(&[2.0; 16], 9);
        values[14] = Datapoint {
            value,
            tasks: 0,
            ..values[14]
        };
        values
    };
    assert_eq!(decided(&service(9), &policy, &with(0.0)).outcome, scaled(9, 2, 0));
    let decision = decided(&service(9), &policy, &with(0.0)[1..]);
    assert_eq!(
        wish(&decision),
        &Wish::Stay(Stay::MissingData {
            there: 14,
            needed: 15
        })
    );
    // Since one does not count, the sixteenth does.
    let mut older = with(0.0);
    older[0].value = 9.5;
    let decision = decided(&service(9), &policy, &older);
    assert!(
        matches!(
            wish(&decision),
            Wish::Stay(Stay::NotForLongEnough { so_far: 15, .. })
        ),
        "{decision}"
    );
    let decision = decided(&service(9), &policy, &with(50.0));
    assert!(
        matches!(
            wish(&decision),
            Wish::Stay(Stay::NotForLongEnough { so_far: 1, .. })
        ),
        "{decision}"
    );
}
