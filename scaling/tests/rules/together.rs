//! What comes of all policies' wishes.

use scaling::Adjustment::{self, ChangeInCapacity};
use scaling::{
    Alarm, Comparison, Datapoint, Decision, Evaluation, Followed, Memory, NotScaled, Outcome, Rule, Service,
    Step, StepScaling, TargetTracking, decide,
};

use crate::given::*;

#[test]
fn one_policy_is_enough_to_scale_out_and_the_largest_capacity_wins() {
    let metrics = [
        metric(&[0.0; 15], 2),
        metric(&[15.0; 3], 2),
        metric(&[25.0; 3], 2),
        vec![],
    ];
    assert_eq!(
        all(&service(2), &metrics).outcome,
        Outcome::Scale {
            from: 2,
            to: 5,
            policy: 2
        }
    );
}

#[test]
fn all_policies_must_agree_to_scale_in_and_the_largest_capacity_wins() {
    let metrics = [metric(&[2.0; 15], 8), metric(&[5.0; 15], 8)];
    assert_eq!(
        all(&service(8), &metrics).outcome,
        Outcome::Scale {
            from: 8,
            to: 4,
            policy: 1
        }
    );

    let metrics = [metric(&[2.0; 15], 8), metric(&[9.5; 15], 8)];
    assert_eq!(
        all(&service(8), &metrics).outcome,
        Outcome::NotScaled(NotScaled::NotAgreed(1))
    );
}

/// What a target tracking policy, `backlog`, and a step scaling policy, `steps`, decide by one datapoint below 50.
fn both(
    memory: &Memory,
    service: &Service,
    policy: &TargetTracking,
    metric_of_it: &[Datapoint],
    (adjustment, amount): (Adjustment, i32),
) -> Outcome {
    let evaluation = Evaluation::default();
    let step = Step {
        lower: None,
        upper: Some(0.0),
        adjustment: amount,
    };
    let steps = StepScaling {
        adjustment,
        steps: vec![step],
        cooldown: 4 * MINUTE,
    };
    let low: Alarm = alarm(Comparison::Less, 50.0);
    let breach = metric(&[10.0], 1);
    let rules = [
        (
            "backlog",
            Rule::TargetTracking {
                policy,
                evaluation: &evaluation,
                metric: metric_of_it,
            },
        ),
        (
            "steps",
            Rule::StepScaling {
                policy: &steps,
                alarms: &[("low", &low, &breach)],
            },
        ),
    ];
    decide(
        service,
        &rules.map(|(name, rule)| Followed { name, rule }),
        memory,
        now(),
    )
    .outcome
}

#[test]
fn what_scales_out_goes_before_what_scales_in() {
    let busy = metric(&[15.0; 3], 4);
    let outcome = both(
        &Memory::default(),
        &service(4),
        &policy(10.0),
        &busy,
        (ChangeInCapacity, -1),
    );
    assert_eq!(outcome, scaled(4, 6, 0));

    let no_more = Service {
        scale_out_suspended: true,
        ..service(4)
    };
    let outcome = both(
        &Memory::default(),
        &no_more,
        &policy(10.0),
        &busy,
        (ChangeInCapacity, -1),
    );
    assert_eq!(outcome, Outcome::NotScaled(NotScaled::Suspended));

    // A scale-out that its cooldown holds up is no wish.
    let mut memory = Memory::default();
    memory.known("backlog", 1, 6, minute(999));
    let outcome = both(&memory, &service(4), &policy(10.0), &busy, (ChangeInCapacity, -1));
    assert_eq!(outcome, scaled(4, 3, 1));
}

#[test]
fn what_a_step_scaling_policy_scales_in_no_target_tracking_policy_holds_up() {
    for held_up in [vec![], metric(&[9.5; 15], 4)] {
        let outcome = both(
            &Memory::default(),
            &service(4),
            &policy(10.0),
            &held_up,
            (ChangeInCapacity, -1),
        );
        assert_eq!(outcome, scaled(4, 3, 1));
    }
}

#[test]
fn of_a_target_tracking_and_a_step_scaling_policy_that_scale_in_the_larger_capacity_wins() {
    let calm = metric(&[5.0; 15], 8);
    let with = |amount| {
        both(
            &Memory::default(),
            &service(8),
            &policy(10.0),
            &calm,
            (ChangeInCapacity, amount),
        )
    };
    assert_eq!(with(-1), scaled(8, 7, 1));
    assert_eq!(with(-6), scaled(8, 4, 0));
    assert_eq!(with(-4), scaled(8, 4, 0));
}

#[test]
fn a_step_scaling_policy_that_does_not_scale_in_holds_up_no_target_tracking_policy() {
    let calm = metric(&[5.0; 15], 8);
    let outcome = both(
        &Memory::default(),
        &service(8),
        &policy(10.0),
        &calm,
        (ChangeInCapacity, 0),
    );
    assert_eq!(outcome, scaled(8, 4, 0));
}

#[test]
fn what_a_step_scaling_policy_finds_enough_is_the_desired_capacity() {
    let outcome = both(
        &Memory::default(),
        &service(8),
        &policy(10.0),
        &metric(&[9.5; 15], 8),
        (ChangeInCapacity, 0),
    );
    assert_eq!(
        outcome,
        Outcome::NotScaled(NotScaled::AlreadyAtDesiredCapacity(1))
    );
}

/// What policies of a target of 10, of which the first does not scale in, decide on 8 tasks.
fn disabled(first: &[Datapoint], second: &[Datapoint]) -> Decision {
    let evaluation = Evaluation::default();
    let enabled = policy(10.0);
    let disabled = TargetTracking {
        disable_scale_in: true,
        ..enabled
    };
    let follow = |name, policy, metric| Followed {
        name,
        rule: Rule::TargetTracking {
            policy,
            evaluation: &evaluation,
            metric,
        },
    };
    let policies = [
        follow("disabled", &disabled, first),
        follow("enabled", &enabled, second),
    ];
    decide(&service(8), &policies, &Memory::default(), now())
}

#[test]
fn a_policy_that_must_not_scale_in_neither_does_nor_holds_up_others() {
    let calm = metric(&[5.0; 15], 8);
    for first in [vec![], metric(&[9.5; 15], 8), metric(&[2.0; 15], 8)] {
        assert_eq!(disabled(&first, &calm).outcome, scaled(8, 4, 1));
    }
    assert_eq!(
        disabled(&calm, &metric(&[9.5; 15], 8)).outcome,
        Outcome::NotScaled(NotScaled::NoWish)
    );
    assert_eq!(disabled(&metric(&[15.0; 3], 8), &calm).outcome, scaled(8, 10, 0));
}

#[test]
fn a_policy_without_data_or_in_its_cooldown_does_not_agree_to_scale_in() {
    let calm = metric(&[5.0; 15], 8);
    let not_agreed = Outcome::NotScaled(NotScaled::NotAgreed(0));
    assert_eq!(all(&service(8), &[vec![], calm.clone()]).outcome, not_agreed);
    assert_eq!(
        all(&service(8), &[metric(&[5.0; 14], 8), calm.clone()]).outcome,
        not_agreed
    );
    // What calls for as many as there are does not agree to fewer.
    assert_eq!(
        all(&service(8), &[metric(&[8.8; 15], 8), calm.clone()]).outcome,
        not_agreed
    );

    let (policy, evaluation) = (policy(10.0), Evaluation::default());
    let rule = Rule::TargetTracking {
        policy: &policy,
        evaluation: &evaluation,
        metric: &calm,
    };
    let policies = [
        Followed { name: "first", rule },
        Followed { name: "second", rule },
    ];
    let mut memory = Memory::default();
    memory.known("first", 9, 8, minute(999));
    assert_eq!(decide(&service(8), &policies, &memory, now()).outcome, not_agreed);
}

#[test]
fn without_policies_nothing_is_wished() {
    assert_eq!(
        decide(&service(2), &[], &Memory::default(), now()).outcome,
        Outcome::NotScaled(NotScaled::NoWish)
    );
}
