//! What holds for target tracking.

use proptest::prelude::*;
use scaling::{Datapoint, Outcome, Stay, Wish};

use super::any::*;
use crate::given::{MINUTE, now};

/// The count after the decision.
fn count(case: &Case) -> u32 {
    match case.decided().outcome {
        Outcome::Scale { to, .. } => to,
        Outcome::NotScaled(_) => case.service.desired,
    }
}

/// The newest datapoints of the last `needed` + 2 minutes, at most `needed`, the newest first.
fn newest(metric: &[Datapoint], needed: usize) -> Vec<Datapoint> {
    let periods = u32::try_from(needed).unwrap() + 2;
    let within = metric
        .iter()
        .rev()
        .filter(|datapoint| now().since(datapoint.at) <= periods * MINUTE);
    within.take(needed).copied().collect()
}

/// For a target of 10; above whole numbers by more than any noise, so that plain arithmetic will do.
fn need(datapoint: &Datapoint) -> f64 {
    (f64::from(datapoint.tasks.max(1)) * datapoint.value / 10.0 - 1e-6).ceil()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(700))]

    #[test]
    fn missing_data_never_scales(case in all_tracking()) {
        for (policy, verdict) in case.policies.iter().zip(case.decided().verdicts) {
            let Policy::Tracking { metric, .. } = policy else { continue };
            let with_tasks = newest(metric, 15).iter().filter(|datapoint| datapoint.tasks > 0).count();
            match verdict.wish {
                Wish::ScaleOut { .. } => prop_assert_eq!(newest(metric, 3).len(), 3),
                Wish::ScaleIn { .. } => {
                    prop_assert_eq!(newest(metric, 15).len(), 15);
                    prop_assert!(with_tasks > 0 && case.service.running > 0);
                }
                Wish::Stay(_) => {}
            }
        }
    }

    #[test]
    fn nothing_is_scaled_in_below_what_any_datapoint_of_the_window_called_for(case in all_tracking()) {
        let Outcome::Scale { from, to, .. } = case.decided().outcome else { return Ok(()) };
        prop_assume!(to < from);
        for policy in &case.policies {
            let Policy::Tracking { policy, metric } = policy else { continue };
            if !policy.disable_scale_in {
                for datapoint in newest(metric, 15) {
                    prop_assert!(datapoint.value < 9.0);
                    prop_assert!(f64::from(to) >= need(&datapoint).min(f64::from(case.service.limits.max)));
                }
            }
        }
    }

    #[test]
    fn a_scale_out_is_in_proportion_to_the_newest_datapoint(case in all_tracking()) {
        for (policy, verdict) in case.policies.iter().zip(case.decided().verdicts) {
            let Policy::Tracking { metric, .. } = policy else { continue };
            if let Wish::ScaleOut { to, because, .. } = verdict.wish {
                let newest = newest(metric, 3);
                prop_assert_eq!(because, newest[0]);
                prop_assert!(newest.iter().all(|datapoint| datapoint.value > 10.0));
                prop_assert!((f64::from(to) - need(&because)).abs() < 0.5);
                prop_assert!(to > case.service.desired || case.service.desired < case.service.limits.min);
            }
        }
    }

    /// As long as it is: nothing else of a policy's wishes may hold such a one up.
    #[test]
    fn what_calls_for_more_scales_out_but_for_cooldowns(case in all_tracking()) {
        for (policy, verdict) in case.policies.iter().zip(case.decided().verdicts) {
            let Policy::Tracking { metric, .. } = policy else { continue };
            let newest = newest(metric, 3);
            if newest.len() == 3 && newest.iter().all(|datapoint| datapoint.value > 10.0) {
                let held = matches!(verdict.wish, Wish::Stay(Stay::CoolingDown { .. } | Stay::Enough { .. }));
                let done = matches!(verdict.wish, Wish::ScaleOut { .. });
                prop_assert!(held || done);
                let calls = need(&newest[0]) > f64::from(case.service.desired);
                let enough = matches!(verdict.wish, Wish::Stay(Stay::Enough { .. }));
                prop_assert!(!calls || !enough);
            }
        }
    }

    #[test]
    fn a_higher_metric_never_makes_fewer_tasks(
        case in all_tracking(), factor in 1.0..4.0, more in 0.0..5.0, which in 0..3_usize
    ) {
        let mut higher = case.clone();
        let which = which % case.policies.len();
        if let Policy::Tracking { metric, .. } = &mut higher.policies[which] {
            for datapoint in metric {
                datapoint.value = datapoint.value * factor + more;
            }
        }
        prop_assert!(count(&higher) >= count(&case), "{} < {}", count(&higher), count(&case));
    }

    #[test]
    fn a_lower_target_never_makes_fewer_tasks(case in all_tracking(), share in 0.1..1.0) {
        let mut lower = case.clone();
        for policy in &mut lower.policies {
            if let Policy::Tracking { policy, .. } = policy {
                policy.target *= share;
            }
        }
        prop_assert!(count(&lower) >= count(&case), "{} < {}", count(&lower), count(&case));
    }
}
