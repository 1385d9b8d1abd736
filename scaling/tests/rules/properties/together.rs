//! What holds for all policies together.

use proptest::prelude::*;
use scaling::{Outcome, Wish};

use super::any::*;
use crate::given::{MINUTE, minute, now};

/// The cooldown after a scale-out, and that after a scale-in.
fn cooldowns(policy: &Policy) -> [std::time::Duration; 2] {
    match policy {
        Policy::Tracking { policy, .. } => [policy.scale_out_cooldown, policy.scale_in_cooldown],
        Policy::Steps { policy, .. } => [policy.cooldown; 2],
    }
}

/// The activities of a policy whose cooldowns run now: of each direction the latest counts, and a scale-in that another
/// policy scaled out after does not.
fn running(case: &Case, policy: usize) -> [Option<Activity>; 2] {
    let [scale_out, scale_in] = cooldowns(&case.policies[policy]);
    let own = |activity: &&Activity| activity.policy == policy;
    let out = case
        .activities
        .iter()
        .filter(own)
        .filter(|activity| activity.to > activity.from);
    let inward = case
        .activities
        .iter()
        .filter(own)
        .filter(|activity| activity.to < activity.from);
    let last_out = out.max_by_key(|activity| activity.at);
    let last_in = inward.max_by_key(|activity| activity.at);
    let ended = |scale_in: &&Activity| {
        case.activities
            .iter()
            .any(|other| other.to > other.from && other.at > scale_in.at)
    };
    [
        last_out.filter(|last| now().since(last.at) < scale_out).copied(),
        last_in
            .filter(|last| now().since(last.at) < scale_in && !ended(last))
            .copied(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(700))]

    #[test]
    fn a_change_ends_within_the_limits_and_is_one(case in case()) {
        if let Outcome::Scale { from, to, policy } = case.decided().outcome {
            prop_assert_eq!(from, case.service.desired);
            prop_assert_ne!(from, to);
            prop_assert!(case.service.limits.min <= to && to <= case.service.limits.max);
            prop_assert!(policy < case.policies.len());
        }
    }

    #[test]
    fn a_deployment_holds_up_scaling_in_alone(case in case()) {
        let deploying = |deploying| {
            let mut case = case.clone();
            case.service.deploying = deploying;
            case.decided().outcome
        };
        match (deploying(false), deploying(true)) {
            (one @ Outcome::Scale { from, to, .. }, other) if to > from => prop_assert_eq!(one, other),
            (_, other) => prop_assert!(matches!(other, Outcome::NotScaled(_))),
        }
    }

    #[test]
    fn a_suspended_direction_is_never_scaled(case in case()) {
        if let Outcome::Scale { from, to, .. } = case.decided().outcome {
            prop_assert!(!(to > from && case.service.scale_out_suspended));
            prop_assert!(!(to < from && case.service.scale_in_suspended));
        }
    }

    #[test]
    fn what_is_done_is_the_wish_of_the_policy_that_is_named(case in case()) {
        let decision = case.decided();
        if let Outcome::Scale { from, to, policy } = decision.outcome {
            let limits = case.service.limits;
            match decision.verdicts[policy].wish {
                Wish::ScaleOut { to: wished, .. } => {
                    prop_assert!(to > from);
                    prop_assert_eq!(to, wished.clamp(limits.min, limits.max));
                }
                Wish::ScaleIn { to: wished, .. } => {
                    prop_assert!(to < from);
                    prop_assert_eq!(to, wished.clamp(limits.min, limits.max));
                }
                Wish::Stay(_) => prop_assert!(false, "it wished for no change"),
            }
        }
    }

    #[test]
    fn nothing_is_scaled_in_where_a_policy_would_scale_out_or_one_that_tracks_does_not_agree(case in case()) {
        let decision = case.decided();
        let wishes: Vec<_> = decision.verdicts.iter().map(|verdict| &verdict.wish).collect();
        let Outcome::Scale { from, to, policy } = decision.outcome else { return Ok(()) };
        if to > from {
            return Ok(());
        }
        let scale_out = wishes.iter().any(|wish| matches!(wish, Wish::ScaleOut { .. }));
        prop_assert!(!scale_out);
        if matches!(case.policies[policy], Policy::Tracking { .. }) {
            for (other, wish) in case.policies.iter().zip(wishes) {
                let agrees = matches!(wish, Wish::ScaleIn { .. });
                let may = matches!(other, Policy::Tracking { policy, .. } if !policy.disable_scale_in);
                prop_assert!(agrees || !may);
            }
        }
    }

    #[test]
    fn no_policy_wishes_for_less_than_one_that_has_its_way(case in case()) {
        let decision = case.decided();
        let Outcome::Scale { from, to: done, policy } = decision.outcome else { return Ok(()) };
        for (verdict, other) in decision.verdicts.iter().zip(&case.policies) {
            let limited = |to: u32| to.clamp(case.service.limits.min, case.service.limits.max);
            match verdict.wish {
                Wish::ScaleOut { to, .. } => prop_assert!(limited(to) <= done),
                Wish::ScaleIn { to, .. } if done < from => {
                    // What a target tracking policy wishes for does not count without the others' agreement.
                    let counts = matches!(other, Policy::Steps { .. })
                        || matches!(case.policies[policy], Policy::Tracking { .. });
                    prop_assert!(!counts || limited(to) <= done);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn within_a_cooldown_only_a_larger_scale_out_follows(case in case()) {
        let distinct = case.activities.iter().enumerate().all(|(place, activity)| {
            case.activities[..place].iter().all(|other| other.at != activity.at)
        });
        prop_assume!(distinct);
        for (place, verdict) in case.decided().verdicts.iter().enumerate() {
            match (&verdict.wish, running(&case, place)) {
                (Wish::ScaleOut { to, .. }, [Some(last), _]) => prop_assert!(*to > last.to),
                (Wish::ScaleIn { .. }, running) => prop_assert_eq!(running, [None, None]),
                _ => {}
            }
        }
    }

    #[test]
    fn the_same_makes_the_same(case in case()) {
        prop_assert_eq!(case.decided(), case.clone().decided());
    }

    /// Datapoints of periods that have not ended, and such as are too old to count.
    #[test]
    fn what_is_out_of_reach_does_not_matter(case in case(), early in 0.0..100.0, late in 0.0..100.0) {
        let mut more = case.clone();
        for policy in &mut more.policies {
            let metrics: Vec<_> = match policy {
                Policy::Tracking { metric, .. } => vec![metric],
                Policy::Steps { alarms, .. } => alarms.iter_mut().map(|(_, metric)| metric).collect(),
            };
            for metric in metrics {
                metric.retain(|datapoint| now().since(datapoint.at) <= 17 * MINUTE);
                let (old, new) = (minute(1000 - 18), minute(1000));
                metric.insert(0, scaling::Datapoint { at: old, value: early, tasks: 5 });
                metric.push(scaling::Datapoint { at: new, value: late, tasks: 5 });
            }
        }
        prop_assert_eq!(case.decided(), more.decided());
    }
}
