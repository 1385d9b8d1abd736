//! What holds a change up, or bounds it: limits, deployments and suspended directions.

use scaling::{Limits, NotScaled, Outcome, Service};

use crate::given::*;

#[test]
fn the_limits_hold_and_say_so() {
    let limited = |desired, min, max| Service {
        limits: Limits { min, max },
        ..service(desired)
    };
    let (out, in_) = (vec![metric(&[95.0; 3], 2)], vec![metric(&[0.0; 15], 2)]);
    assert_eq!(
        all(&limited(2, 1, 10), &out).outcome,
        Outcome::Scale {
            from: 2,
            to: 10,
            policy: 0
        }
    );
    let at_max = Outcome::NotScaled(NotScaled::AlreadyAtMaxCapacity(0));
    assert_eq!(all(&limited(2, 1, 2), &out).outcome, at_max);
    assert_eq!(all(&limited(2, 1, 1), &out).outcome, at_max);
    assert_eq!(
        all(&limited(5, 1, 10), &in_).outcome,
        Outcome::Scale {
            from: 5,
            to: 1,
            policy: 0
        }
    );
    let at_min = Outcome::NotScaled(NotScaled::AlreadyAtMinCapacity(0));
    assert_eq!(all(&limited(5, 5, 10), &in_).outcome, at_min);
    assert_eq!(all(&limited(5, 6, 10), &in_).outcome, at_min);
}

#[test]
fn while_a_deployment_is_under_way_nothing_is_scaled_in_and_scaling_out_goes_on() {
    let deploying = Service {
        deploying: true,
        ..service(5)
    };
    let decision = all(&deploying, &[metric(&[0.0; 15], 5)]);
    assert_eq!(decision.outcome, Outcome::NotScaled(NotScaled::Deploying));
    let decision = all(&deploying, &[metric(&[15.0; 3], 5)]);
    assert_eq!(
        decision.outcome,
        Outcome::Scale {
            from: 5,
            to: 8,
            policy: 0
        }
    );
}

#[test]
fn a_suspended_direction_is_not_scaled() {
    let suspended = Outcome::NotScaled(NotScaled::Suspended);
    let no_more = Service {
        scale_out_suspended: true,
        ..service(5)
    };
    let no_fewer = Service {
        scale_in_suspended: true,
        ..service(5)
    };
    let (out, in_) = (vec![metric(&[15.0; 3], 5)], vec![metric(&[0.0; 15], 5)]);
    assert_eq!(all(&no_more, &out).outcome, suspended);
    assert_eq!(all(&no_fewer, &in_).outcome, suspended);
    assert!(matches!(
        all(&no_more, &in_).outcome,
        Outcome::Scale { from: 5, to: 1, .. }
    ));
    assert!(matches!(
        all(&no_fewer, &out).outcome,
        Outcome::Scale { from: 5, to: 8, .. }
    ));
}

#[test]
fn a_count_beyond_the_limits_is_brought_back_by_what_scales_that_way_only() {
    let limited = |desired, min, max| Service {
        limits: Limits { min, max },
        ..service(desired)
    };
    let (out, in_) = (vec![metric(&[15.0; 3], 2)], vec![metric(&[5.0; 15], 20)]);
    assert_eq!(
        all(&limited(20, 1, 10), &[metric(&[15.0; 3], 20)]).outcome,
        Outcome::NotScaled(NotScaled::AlreadyAtMaxCapacity(0))
    );
    assert_eq!(all(&limited(20, 1, 8), &in_).outcome, scaled(20, 8, 0));
    assert_eq!(all(&limited(2, 5, 10), &out).outcome, scaled(2, 5, 0));
    // Even where the tasks that are starting would do.
    assert_eq!(all(&limited(4, 5, 10), &out).outcome, scaled(4, 5, 0));
}

#[test]
fn limits_the_wrong_way_round_let_each_direction_keep_to_its_own() {
    let wrong = |desired| Service {
        limits: Limits { min: 6, max: 4 },
        ..service(desired)
    };
    let (out, in_) = (vec![metric(&[95.0; 3], 2)], vec![metric(&[0.0; 15], 2)]);
    assert_eq!(all(&wrong(2), &out).outcome, scaled(2, 4, 0));
    assert_eq!(all(&wrong(9), &in_).outcome, scaled(9, 6, 0));
    assert_eq!(
        all(&wrong(5), &out).outcome,
        Outcome::NotScaled(NotScaled::AlreadyAtMaxCapacity(0))
    );
    assert_eq!(
        all(&wrong(5), &in_).outcome,
        Outcome::NotScaled(NotScaled::AlreadyAtMinCapacity(0))
    );
}
