//! The states of alarms, by the tables of the CloudWatch User Guide ("How alarm state is evaluated when data is
//! missing"): the newest of five periods last, 0 for a datapoint that does not breach, X for one that does, - for none.

use scaling::AlarmState::{self, InsufficientData, Ok};
use scaling::MissingData::{Breaching, Ignore, Missing, NotBreaching};
use scaling::{Alarm, Comparison, MissingData};

use crate::given::*;

fn state(periods: &str, datapoints_to_alarm: usize, missing_data: MissingData) -> AlarmState {
    let values: Vec<_> = periods
        .split(' ')
        .map(|period| match period {
            "0" => Some(5.0),
            "X" => Some(15.0),
            _ => None,
        })
        .collect();
    let alarm = Alarm {
        comparison: Comparison::Greater,
        threshold: 10.0,
        period: MINUTE,
        evaluation_periods: 3,
        datapoints_to_alarm,
        missing_data,
    };
    alarm.state(&gaps(&values, 1), now())
}

fn in_alarm(state: AlarmState) -> bool {
    matches!(state, AlarmState::Alarm(datapoint) if datapoint.value > 10.0)
}

#[test]
fn three_of_three() {
    for treated in [Missing, Ignore, Breaching, NotBreaching] {
        assert_eq!(state("0 - X - X", 3, treated), Ok, "{treated:?}");
        assert_eq!(state("0 - - - -", 3, treated), Ok, "{treated:?}");
        assert!(in_alarm(state("0 X X - X", 3, treated)), "{treated:?}");
    }
    assert!(in_alarm(state("- - X - -", 3, Missing)));
    assert!(in_alarm(state("- - X - -", 3, Breaching)));
    assert_eq!(state("- - X - -", 3, NotBreaching), Ok);
    assert_eq!(state("- - - - -", 3, Missing), InsufficientData);
    assert_eq!(state("- - - - -", 3, NotBreaching), Ok);
    for early in ["- - - - X", "- - - X -"] {
        assert_eq!(state(early, 3, Missing), Ok, "{early}");
    }
}

#[test]
fn two_of_three() {
    for treated in [Missing, Ignore, Breaching, NotBreaching] {
        assert!(in_alarm(state("0 - X - X", 2, treated)), "{treated:?}");
        assert!(in_alarm(state("0 0 X 0 X", 2, treated)), "{treated:?}");
    }
    assert_eq!(state("0 - X - -", 2, Missing), Ok);
    assert_eq!(state("0 - X - -", 2, Ignore), Ok);
    assert!(in_alarm(state("0 - X - -", 2, Breaching)));
    assert_eq!(state("0 - X - -", 2, NotBreaching), Ok);
    assert_eq!(state("- - - - 0", 2, Missing), Ok);
    assert_eq!(state("- - - - 0", 2, Ignore), Ok);
    assert_eq!(state("- - - - 0", 2, NotBreaching), Ok);
    assert!(in_alarm(state("- - - X -", 2, Missing)));
    assert!(in_alarm(state("- - - X -", 2, Breaching)));
    assert_eq!(state("- - - X -", 2, NotBreaching), Ok);
}

/// Where the table says that the alarm is in ALARM without a datapoint that breaches, or that it retains its state.
#[test]
fn what_cannot_be_told_from_the_datapoints_is_no_alarm() {
    assert_eq!(state("- - - - -", 3, Breaching), InsufficientData);
    assert_eq!(state("- - - - 0", 2, Breaching), InsufficientData);
    assert_eq!(state("- - - - -", 3, Ignore), InsufficientData);
    assert_eq!(state("- - X - -", 3, Ignore), InsufficientData);
    assert_eq!(state("- - - X -", 2, Ignore), InsufficientData);
}

#[test]
fn on_the_threshold_the_comparison_decides() {
    let breaches = |comparison, value| {
        let state = alarm(comparison, 10.0).state(&metric(&[value], 1), now());
        matches!(state, AlarmState::Alarm(_))
    };
    let of = |comparison| [9.0, 10.0, 11.0].map(|value| breaches(comparison, value));
    assert_eq!(of(Comparison::GreaterThanOrEqual), [false, true, true]);
    assert_eq!(of(Comparison::Greater), [false, false, true]);
    assert_eq!(of(Comparison::Less), [true, false, false]);
    assert_eq!(of(Comparison::LessThanOrEqual), [true, true, false]);
}
