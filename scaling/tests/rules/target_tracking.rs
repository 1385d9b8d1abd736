//! Target tracking alone.

use std::time::Duration;

use scaling::{
    Datapoint, Evaluation, Followed, Limits, Memory, NotScaled, Outcome, PolicyError, Rule, Service, Stay,
    TargetTracking, Wish, decide,
};

use crate::given::*;

#[test]
fn fifteen_hundred_messages_on_ten_tasks_call_for_five_more_where_a_hundred_each_are_acceptable() {
    let target = 10.0 / 0.1;
    let service = Service {
        limits: Limits { min: 1, max: 100 },
        ..service(10)
    };
    let decision = decided(&service, &policy(target), &metric(&[150.0; 3], 10));
    assert_eq!(decision.outcome, scaled(10, 15, 0));
}

#[test]
fn three_datapoints_above_the_target_scale_out_and_two_do_not() {
    let policy = policy(10.0);
    let decision = decided(&service(2), &policy, &metric(&[5.0, 11.0, 12.0, 25.0], 2));
    assert_eq!(decision.outcome, scaled(2, 5, 0));

    let decision = decided(&service(2), &policy, &metric(&[5.0, 10.0, 12.0, 25.0], 2));
    assert_eq!(decision.outcome, Outcome::NotScaled(NotScaled::NoWish));
    assert!(matches!(
        wish(&decision),
        Wish::Stay(Stay::NotForLongEnough {
            so_far: 2,
            needed: 3,
            ..
        })
    ));
    let decision = decided(&service(2), &policy, &metric(&[5.0, 9.5, 25.0], 2));
    assert!(matches!(
        wish(&decision),
        Wish::Stay(Stay::NotForLongEnough {
            so_far: 1,
            needed: 3,
            ..
        })
    ));
}

#[test]
fn fifteen_datapoints_below_the_margin_scale_in_to_the_most_that_any_called_for() {
    let mut values = [2.0; 15];
    values[3] = 5.1;
    let decision = decided(&service(9), &policy(10.0), &metric(&values, 9));
    assert_eq!(decision.outcome, scaled(9, 5, 0));

    values[0] = 9.0;
    let decision = decided(&service(9), &policy(10.0), &metric(&values, 9));
    assert_eq!(decision.outcome, Outcome::NotScaled(NotScaled::NoWish));
    assert!(matches!(
        wish(&decision),
        Wish::Stay(Stay::NotForLongEnough {
            so_far: 14,
            needed: 15,
            ..
        })
    ));
}

#[test]
fn tasks_that_are_starting_are_not_asked_for_again() {
    let decision = decided(&service(5), &policy(10.0), &metric(&[25.0; 3], 2));
    assert!(matches!(wish(&decision), Wish::Stay(Stay::Enough { .. })));
    assert_eq!(
        decision.outcome,
        Outcome::NotScaled(NotScaled::AlreadyAtDesiredCapacity(0))
    );
}

#[test]
fn without_tasks_the_metric_counts_as_that_of_one_and_never_scales_in() {
    let idle = Service {
        running: 0,
        ..service(0)
    };
    let decision = decided(&idle, &policy(10.0), &metric(&[25.0; 3], 0));
    assert_eq!(decision.outcome, scaled(0, 3, 0));

    let starting = Service {
        running: 0,
        ..service(5)
    };
    let decision = decided(&starting, &policy(10.0), &metric(&[0.0; 15], 0));
    assert_eq!(
        wish(&decision),
        &Wish::Stay(Stay::MissingData { there: 0, needed: 15 })
    );
    let decision = decided(&starting, &policy(10.0), &metric(&[0.0; 15], 5));
    assert_eq!(
        wish(&decision),
        &Wish::Stay(Stay::MissingData { there: 0, needed: 15 })
    );
}

#[test]
fn within_a_scale_out_cooldown_only_a_larger_one_follows() {
    let mut memory = Memory::default();
    memory.known("backlog", 1, 5, minute(997));
    let left = Duration::from_secs(60);
    let decision = decided_after(&memory, &service(4), &policy(10.0), &metric(&[25.0; 3], 2));
    assert_eq!(wish(&decision), &Wish::Stay(Stay::CoolingDown { left }));
    let decision = decided_after(&memory, &service(4), &policy(10.0), &metric(&[26.0; 3], 2));
    assert_eq!(decision.outcome, scaled(4, 6, 0));

    let mut memory = Memory::default();
    memory.known("backlog", 1, 5, minute(996));
    let decision = decided_after(&memory, &service(4), &policy(10.0), &metric(&[25.0; 3], 2));
    assert_eq!(decision.outcome, scaled(4, 5, 0));
}

#[test]
fn a_target_that_is_no_positive_number_is_refused() {
    for target in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = TargetTracking::new(target, MINUTE, MINUTE).unwrap_err();
        assert!(matches!(refused, PolicyError::Target(_)), "{refused}");
    }
}

#[test]
fn an_evaluation_that_cannot_be_is_refused() {
    let new = |period, out, in_, margin| Evaluation::new(period, out, in_, margin);
    assert_eq!(new(MINUTE, 3, 15, 0.9), Ok(Evaluation::default()));
    assert_eq!(new(Duration::ZERO, 3, 15, 0.9), Err(PolicyError::Period));
    assert_eq!(new(MINUTE, 0, 15, 0.9), Err(PolicyError::Datapoints));
    assert_eq!(new(MINUTE, 3, 0, 0.9), Err(PolicyError::Datapoints));
    assert!(new(MINUTE, 3, 15, 1.0).is_ok());
    for margin in [0.0, -0.5, 1.1, f64::NAN] {
        assert!(
            matches!(new(MINUTE, 3, 15, margin), Err(PolicyError::Margin(_))),
            "{margin}"
        );
    }
}

/// Such as from a struct that was filled in by hand.
#[test]
fn a_policy_whose_target_is_no_positive_number_wishes_for_nothing() {
    for target in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let unusable = TargetTracking {
            target,
            ..policy(10.0)
        };
        for value in [0.0, 1e9] {
            let decision = decided(&service(2), &unusable, &metric(&[value; 15], 2));
            assert!(
                matches!(wish(&decision), Wish::Stay(Stay::Within { newest: Some(_) })),
                "{target} {value}"
            );
        }
    }
}

#[test]
fn between_the_margin_and_the_target_there_is_no_change() {
    for value in [9.0, 9.5, 10.0] {
        let decision = decided(&service(2), &policy(10.0), &metric(&[value; 15], 2));
        assert!(
            matches!(wish(&decision), Wish::Stay(Stay::Within { newest: Some(_) })),
            "{value}"
        );
    }
}

#[test]
fn what_was_needed_is_enough() {
    let decision = decided(&service(4), &policy(10.0), &metric(&[8.0; 15], 4));
    assert!(matches!(wish(&decision), Wish::Stay(Stay::Enough { .. })));
    let decision = decided(&service(5), &policy(10.0), &metric(&[8.0; 15], 4));
    assert_eq!(decision.outcome, scaled(5, 4, 0));
}

#[test]
fn a_disabled_scale_in_is_told() {
    let disabled = TargetTracking {
        disable_scale_in: true,
        ..policy(10.0)
    };
    let decision = decided(&service(5), &disabled, &metric(&[0.0; 15], 5));
    assert_eq!(wish(&decision), &Wish::Stay(Stay::ScaleInDisabled));
    assert_eq!(decision.outcome, Outcome::NotScaled(NotScaled::NoWish));
}

#[test]
fn another_evaluation_is_kept_to() {
    let evaluation = Evaluation::new(Duration::from_secs(10), 1, 2, 0.5).unwrap();
    let policy = policy(10.0);
    let decided = |values: &[f64]| {
        let began = (0..u32::try_from(values.len()).unwrap())
            .rev()
            .map(|ago| now().before(Duration::from_secs(10) * (1 + ago)));
        let metric: Vec<_> = values
            .iter()
            .zip(began)
            .map(|(&value, at)| Datapoint { at, value, tasks: 4 })
            .collect();
        let rule = Rule::TargetTracking {
            policy: &policy,
            evaluation: &evaluation,
            metric: &metric,
        };
        decide(
            &service(4),
            &[Followed {
                name: "backlog",
                rule,
            }],
            &Memory::default(),
            now(),
        )
        .outcome
    };
    assert_eq!(decided(&[0.0, 11.0]), scaled(4, 5, 0));
    assert_eq!(decided(&[4.9, 2.0]), scaled(4, 2, 0));
    assert_eq!(decided(&[5.0, 2.0]), Outcome::NotScaled(NotScaled::NoWish));
    assert_eq!(decided(&[4.9]), Outcome::NotScaled(NotScaled::NoWish));
}
