//! What is remembered, and what comes of it.

use scaling::{Decision, Limits, Memory, NotScaled, Outcome, Service, Stay, TargetTracking, Verdict, Wish};

use crate::given::*;

/// What `backlog` wishes for on 5 tasks with nothing to do.
fn idle(memory: &Memory) -> Wish {
    wish(&decided_after(
        memory,
        &service(5),
        &policy(10.0),
        &metric(&[0.0; 15], 5),
    ))
    .clone()
}

fn cooling_down(minutes: u32) -> Wish {
    Wish::Stay(Stay::CoolingDown {
        left: minutes * MINUTE,
    })
}

fn known(activities: &[(&str, u32, u32, u32)]) -> Memory {
    let mut memory = Memory::default();
    for &(policy, from, to, at) in activities {
        memory.known(policy, from, to, minute(at));
    }
    memory
}

#[test]
fn a_scale_in_waits_for_the_end_of_both_cooldowns_of_its_own_policy() {
    assert!(matches!(idle(&Memory::default()), Wish::ScaleIn { .. }));
    assert_eq!(idle(&known(&[("backlog", 6, 5, 998)])), cooling_down(2));
    assert_eq!(idle(&known(&[("backlog", 2, 5, 999)])), cooling_down(3));
    assert_eq!(
        idle(&known(&[("backlog", 2, 5, 997), ("backlog", 6, 5, 999)])),
        cooling_down(3)
    );
    assert!(matches!(
        idle(&known(&[("backlog", 6, 5, 996)])),
        Wish::ScaleIn { .. }
    ));
    assert!(matches!(
        idle(&known(&[("another", 6, 5, 999), ("third", 2, 5, 999)])),
        Wish::ScaleIn { .. }
    ));
}

#[test]
fn a_scale_out_ends_the_scale_in_cooldowns_of_all_policies_in_whatever_order_they_are_told() {
    let (scale_in, scale_out) = (("backlog", 6, 5, 997), ("another", 5, 7, 998));
    assert!(matches!(
        idle(&known(&[scale_in, scale_out])),
        Wish::ScaleIn { .. }
    ));
    assert!(matches!(
        idle(&known(&[scale_out, scale_in])),
        Wish::ScaleIn { .. }
    ));
    assert_eq!(known(&[scale_in, scale_out]), known(&[scale_out, scale_in]));
    let later = ("backlog", 7, 5, 999);
    assert_eq!(idle(&known(&[scale_out, later])), cooling_down(3));
    assert_eq!(idle(&known(&[later, scale_out])), cooling_down(3));
}

#[test]
fn only_the_latest_of_each_direction_counts() {
    let latest = known(&[("backlog", 6, 5, 999)]);
    assert_eq!(known(&[("backlog", 6, 5, 999), ("backlog", 8, 6, 997)]), latest);
    assert_eq!(known(&[("backlog", 8, 6, 997), ("backlog", 6, 5, 999)]), latest);
    let latest = known(&[("backlog", 3, 5, 999)]);
    assert_eq!(known(&[("backlog", 3, 5, 999), ("backlog", 1, 3, 997)]), latest);
    assert_eq!(known(&[("backlog", 3, 5, 999), ("backlog", 5, 5, 1000)]), latest);
    assert_eq!(known(&[("backlog", 5, 5, 1000)]), Memory::default());
}

#[test]
fn what_is_carried_out_is_remembered_for_the_policy_whose_wish_it_was() {
    let busy = decided(&service(2), &policy(10.0), &metric(&[25.0; 3], 2));
    let mut memory = Memory::default();
    memory.carried_out(&busy, minute(999));
    assert_eq!(memory, known(&[("backlog", 2, 5, 999)]));

    let quiet = decided(&service(2), &policy(10.0), &[]);
    memory.carried_out(&quiet, minute(1000));
    assert_eq!(memory, known(&[("backlog", 2, 5, 999)]));

    let stay = |policy: &str| Verdict {
        policy: policy.to_owned(),
        wish: Wish::Stay(Stay::ScaleInDisabled),
    };
    let second = Decision {
        outcome: Outcome::Scale {
            from: 5,
            to: 4,
            policy: 1,
        },
        verdicts: vec![stay("first"), stay("second")],
    };
    memory.carried_out(&second, minute(1000));
    assert_eq!(memory, known(&[("backlog", 2, 5, 999), ("second", 5, 4, 1000)]));
}

#[test]
fn what_lies_in_the_future_counts_as_done_now() {
    assert_eq!(idle(&known(&[("backlog", 6, 5, 5000)])), cooling_down(4));
    let mut memory = known(&[("backlog", 6, 5, 5000), ("another", 6, 5, 999)]);
    memory.not_after(now());
    assert_eq!(memory, known(&[("backlog", 6, 5, 1000), ("another", 6, 5, 999)]));
    let mut memory = known(&[("backlog", 5, 6, 5000)]);
    memory.not_after(now());
    assert_eq!(memory, known(&[("backlog", 5, 6, 1000)]));
}

/// Within the cooldown, since what was made then counts.
#[test]
fn the_same_need_twice_scales_out_once() {
    let mut memory = Memory::default();
    let (policy, busy) = (policy(10.0), metric(&[25.0; 3], 2));
    let first = decided_after(&memory, &service(2), &policy, &busy);
    memory.carried_out(&first, now());
    let again = decided_after(
        &memory,
        &Service {
            running: 2,
            ..service(5)
        },
        &policy,
        &busy,
    );
    assert_eq!(
        again.outcome,
        Outcome::NotScaled(NotScaled::AlreadyAtDesiredCapacity(0))
    );
}

#[test]
fn a_scale_out_goes_on_in_a_scale_in_cooldown() {
    let memory = known(&[("backlog", 6, 2, 999)]);
    let roomy = Service {
        limits: Limits { min: 1, max: 100 },
        ..service(2)
    };
    let decision = decided_after(&memory, &roomy, &policy(10.0), &metric(&[11.0; 3], 2));
    assert_eq!(
        decision.outcome,
        Outcome::Scale {
            from: 2,
            to: 3,
            policy: 0
        }
    );
}

#[test]
fn each_direction_has_its_own_cooldown() {
    let policy = TargetTracking::new(10.0, 5 * MINUTE, 2 * MINUTE).unwrap();
    let decided = |from, to, at, value| {
        let memory = known(&[("backlog", from, to, at)]);
        wish(&decided_after(
            &memory,
            &service(5),
            &policy,
            &metric(&[value; 15], 5),
        ))
        .clone()
    };
    assert_eq!(decided(2, 5, 997, 0.0), cooling_down(2));
    assert_eq!(decided(6, 5, 999, 0.0), cooling_down(1));
    assert!(matches!(decided(6, 5, 998, 0.0), Wish::ScaleIn { .. }));
    assert_eq!(decided(2, 8, 997, 11.0), cooling_down(2));
    assert!(matches!(decided(2, 8, 995, 11.0), Wish::ScaleOut { to: 6, .. }));
}
