//! Whatever numbers come, there is a decision, and it has words.

use std::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use scaling::{
    Adjustment, Alarm, Comparison, Datapoint, Evaluation, Followed, Limits, Memory, MissingData, Moment,
    Outcome, Rule, Service, Step, StepScaling, TargetTracking, decide,
};

fn number() -> impl Strategy<Value = f64> {
    let extremes = vec![
        0.0,
        -0.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        1e308,
    ];
    prop_oneof![prop::num::f64::ANY, prop::sample::select(extremes), 0.0..100.0]
}

fn whole() -> impl Strategy<Value = u32> {
    prop_oneof![any::<u32>(), 0..20_u32, Just(u32::MAX)]
}

fn duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0..2000_u64).prop_map(Duration::from_secs),
        any::<u64>().prop_map(Duration::from_nanos),
        Just(Duration::ZERO),
        Just(Duration::MAX),
    ]
}

fn moment() -> impl Strategy<Value = Moment> {
    duration().prop_map(Moment)
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![0..5_usize, Just(usize::MAX), Just(usize::MAX - 1)]
}

fn metric() -> impl Strategy<Value = Vec<Datapoint>> {
    let one = (moment(), number(), whole()).prop_map(|(at, value, tasks)| Datapoint { at, value, tasks });
    (vec(one, 0..20), any::<bool>()).prop_map(|(mut metric, ordered)| {
        if ordered {
            metric.sort_by_key(|datapoint| datapoint.at);
        }
        metric
    })
}

fn service() -> impl Strategy<Value = Service> {
    (
        prop::array::uniform4(whole()),
        prop::array::uniform3(any::<bool>()),
    )
        .prop_map(
            |([desired, running, min, max], [deploying, scale_out_suspended, scale_in_suspended])| Service {
                desired,
                running,
                deploying,
                limits: Limits { min, max },
                scale_out_suspended,
                scale_in_suspended,
            },
        )
}

fn tracking() -> impl Strategy<Value = (TargetTracking, Evaluation)> {
    (
        number(),
        duration(),
        duration(),
        any::<bool>(),
        duration(),
        size(),
        size(),
        number(),
    )
        .prop_map(
            |(
                target,
                scale_out_cooldown,
                scale_in_cooldown,
                disable_scale_in,
                period,
                out,
                inward,
                margin,
            )| {
                let policy = TargetTracking {
                    target,
                    scale_out_cooldown,
                    scale_in_cooldown,
                    disable_scale_in,
                };
                let evaluation = Evaluation {
                    period,
                    to_scale_out: out,
                    to_scale_in: inward,
                    scale_in_margin: margin,
                };
                (policy, evaluation)
            },
        )
}

fn stepping() -> impl Strategy<Value = StepScaling> {
    let adjustment = prop_oneof![
        Just(Adjustment::ChangeInCapacity),
        Just(Adjustment::ExactCapacity),
        whole().prop_map(|min_magnitude| Adjustment::PercentChangeInCapacity { min_magnitude }),
    ];
    let amount = prop_oneof![any::<i32>(), -20..20_i32, Just(i32::MIN), Just(i32::MAX)];
    let step =
        (option::of(number()), option::of(number()), amount).prop_map(|(lower, upper, adjustment)| Step {
            lower,
            upper,
            adjustment,
        });
    (adjustment, vec(step, 0..4), duration()).prop_map(|(adjustment, steps, cooldown)| StepScaling {
        adjustment,
        steps,
        cooldown,
    })
}

fn alarm() -> impl Strategy<Value = Alarm> {
    use Comparison::{Greater, GreaterThanOrEqual, Less, LessThanOrEqual};
    use MissingData::{Breaching, Ignore, Missing, NotBreaching};
    let comparison = prop::sample::select(vec![GreaterThanOrEqual, Greater, Less, LessThanOrEqual]);
    let missing_data = prop::sample::select(vec![Missing, Ignore, Breaching, NotBreaching]);
    (comparison, number(), duration(), size(), size(), missing_data).prop_map(
        |(comparison, threshold, period, evaluation_periods, datapoints_to_alarm, missing_data)| Alarm {
            comparison,
            threshold,
            period,
            evaluation_periods,
            datapoints_to_alarm,
            missing_data,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_number_makes_a_decision_with_words(
        service in service(),
        (tracking, evaluation) in tracking(),
        stepping in stepping(),
        alarm in alarm(),
        metrics in prop::array::uniform2(metric()),
        activities in vec((0..2_usize, whole(), whole(), moment()), 0..4),
        now in moment(),
        set_back in any::<bool>(),
    ) {
        let names = ["tracking", "stepping"];
        let mut memory = Memory::default();
        for (policy, from, to, at) in activities {
            memory.known(names[policy], from, to, at);
        }
        if set_back {
            memory.not_after(now);
        }
        let alarms = [("alarm", &alarm, metrics[1].as_slice())];
        let rules = [
            Rule::TargetTracking { policy: &tracking, evaluation: &evaluation, metric: &metrics[0] },
            Rule::StepScaling { policy: &stepping, alarms: &alarms },
        ];
        let policies = [0, 1].map(|place| Followed { name: names[place], rule: rules[place] });
        let decision = decide(&service, &policies, &memory, now);
        memory.carried_out(&decision, now);
        prop_assert!(!decision.to_string().is_empty());
        match decision.outcome {
            Outcome::Scale { from, to, .. } if to > from => prop_assert!(to <= service.limits.max),
            Outcome::Scale { from, to, .. } => prop_assert!(to >= service.limits.min && to < from),
            Outcome::NotScaled(_) => {}
        }
    }
}
