//! Services, policies and histories such as there are.

use std::ops::RangeInclusive;
use std::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use scaling::{
    Adjustment, Alarm, Comparison, Datapoint, Decision, Evaluation, Followed, Limits, Memory, MissingData,
    Moment, Rule, Service, Step, StepScaling, TargetTracking, decide,
};

use crate::given::{MINUTE, gaps, now};

/// All that a decision goes by.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) service: Service,
    pub(crate) policies: Vec<Policy>,
    pub(crate) activities: Vec<Activity>,
}

#[derive(Debug, Clone)]
pub(crate) enum Policy {
    Tracking {
        policy: TargetTracking,
        metric: Vec<Datapoint>,
    },
    Steps {
        policy: StepScaling,
        alarms: Vec<(Alarm, Vec<Datapoint>)>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Activity {
    pub(crate) policy: usize,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) at: Moment,
}

impl Case {
    pub(crate) fn memory(&self) -> Memory {
        remember(&self.activities)
    }

    pub(crate) fn decided(&self) -> Decision {
        let evaluation = Evaluation::default();
        let alarms: Vec<Vec<_>> = self
            .policies
            .iter()
            .map(|policy| match policy {
                Policy::Tracking { .. } => vec![],
                Policy::Steps { alarms, .. } => alarms
                    .iter()
                    .map(|(alarm, metric)| ("alarm", alarm, metric.as_slice()))
                    .collect(),
            })
            .collect();
        let names: Vec<_> = (0..self.policies.len()).map(name).collect();
        let followed: Vec<_> = (0..self.policies.len())
            .map(|place| {
                let rule = match &self.policies[place] {
                    Policy::Tracking { policy, metric } => Rule::TargetTracking {
                        policy,
                        evaluation: &evaluation,
                        metric,
                    },
                    Policy::Steps { policy, .. } => Rule::StepScaling {
                        policy,
                        alarms: &alarms[place],
                    },
                };
                Followed {
                    name: &names[place],
                    rule,
                }
            })
            .collect();
        decide(&self.service, &followed, &self.memory(), now())
    }
}

pub(crate) fn name(place: usize) -> String {
    place.to_string()
}

pub(crate) fn remember(activities: &[Activity]) -> Memory {
    let mut memory = Memory::default();
    for activity in activities {
        memory.known(&name(activity.policy), activity.from, activity.to, activity.at);
    }
    memory
}

/// With limits the right way round.
pub(crate) fn service() -> impl Strategy<Value = Service> {
    (
        0..30_u32,
        0..30_u32,
        0..15_u32,
        0..20_u32,
        prop::array::uniform3(prop::bool::weighted(0.15)),
    )
        .prop_map(
            |(desired, running, min, more, [deploying, scale_out_suspended, scale_in_suspended])| Service {
                desired,
                running,
                deploying,
                limits: Limits { min, max: min + more },
                scale_out_suspended,
                scale_in_suspended,
            },
        )
}

/// A metric with gaps, and mostly on one side: otherwise fifteen in a row would never come.
pub(crate) fn metric() -> impl Strategy<Value = Vec<Datapoint>> {
    let side = prop_oneof![Just(0.0..=8.9), Just(10.5..=40.0), Just(0.0..=40.0)];
    (side, prop_oneof![Just(0.001), Just(0.1), Just(0.5)]).prop_flat_map(|(side, gap)| within(side, gap))
}

fn within(side: RangeInclusive<f64>, gap: f64) -> impl Strategy<Value = Vec<Datapoint>> {
    let one = (
        option::weighted(1.0 - gap, side),
        prop_oneof![9 => 1..30_u32, 1 => Just(0)],
    );
    vec(one, 0..22).prop_map(|values| {
        let mut metric = gaps(&values.iter().map(|(value, _)| *value).collect::<Vec<_>>(), 0);
        let tasks = values
            .iter()
            .filter(|(value, _)| value.is_some())
            .map(|(_, tasks)| *tasks);
        metric
            .iter_mut()
            .zip(tasks)
            .for_each(|(datapoint, tasks)| datapoint.tasks = tasks);
        metric
    })
}

pub(crate) fn tracking() -> impl Strategy<Value = Policy> {
    let cooldown = || (0..8_u32).prop_map(|minutes| minutes * MINUTE);
    (cooldown(), cooldown(), prop::bool::weighted(0.1), metric()).prop_map(
        |(scale_out_cooldown, scale_in_cooldown, disable_scale_in, metric)| Policy::Tracking {
            policy: TargetTracking {
                target: 10.0,
                scale_out_cooldown,
                scale_in_cooldown,
                disable_scale_in,
            },
            metric,
        },
    )
}

pub(crate) fn steps() -> impl Strategy<Value = Policy> {
    let adjustment = prop_oneof![
        Just(Adjustment::ChangeInCapacity),
        Just(Adjustment::ExactCapacity),
        (0..5_u32).prop_map(|min_magnitude| Adjustment::PercentChangeInCapacity { min_magnitude }),
    ];
    let amounts = prop::array::uniform4(-20..40_i32);
    (adjustment, amounts, 0..8_u32, vec((alarm(), metric()), 0..3)).prop_map(
        |(adjustment, amounts, minutes, alarms)| {
            let bounds = [
                (None, Some(-5.0)),
                (Some(-5.0), Some(0.0)),
                (Some(0.0), Some(5.0)),
                (Some(5.0), None),
            ];
            let steps = bounds.iter().zip(amounts);
            let steps = steps
                .map(|(&(lower, upper), adjustment)| Step {
                    lower,
                    upper,
                    adjustment,
                })
                .collect();
            let policy = StepScaling {
                adjustment,
                steps,
                cooldown: minutes * MINUTE,
            };
            Policy::Steps { policy, alarms }
        },
    )
}

pub(crate) fn alarm() -> impl Strategy<Value = Alarm> {
    use Comparison::{Greater, GreaterThanOrEqual, Less, LessThanOrEqual};
    use MissingData::{Breaching, Ignore, Missing, NotBreaching};
    let comparison = prop::sample::select(vec![GreaterThanOrEqual, Greater, Less, LessThanOrEqual]);
    let missing_data = prop::sample::select(vec![Missing, Ignore, Breaching, NotBreaching]);
    (comparison, missing_data, 5.0..15.0, 1..6_usize, 1..6_usize).prop_map(
        |(comparison, missing_data, threshold, periods, datapoints)| Alarm {
            comparison,
            threshold,
            period: MINUTE,
            evaluation_periods: periods,
            datapoints_to_alarm: datapoints.min(periods),
            missing_data,
        },
    )
}

/// What was done in the last minutes, by up to three policies; sometimes in what is the future now.
pub(crate) fn activities() -> impl Strategy<Value = Vec<Activity>> {
    let one = (0..3_usize, 0..30_u32, 0..30_u32, 0..600_u64);
    let one = one.prop_map(|(policy, from, to, ago)| {
        let at = (now() + Duration::from_secs(30)).before(Duration::from_secs(ago));
        Activity { policy, from, to, at }
    });
    vec(one, 0..4)
}

/// With target tracking policies only.
pub(crate) fn all_tracking() -> impl Strategy<Value = Case> {
    (service(), vec(tracking(), 1..4), activities()).prop_map(|(service, policies, activities)| Case {
        service,
        policies,
        activities,
    })
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    (
        service(),
        vec(prop_oneof![tracking(), steps()], 0..4),
        activities(),
    )
        .prop_map(|(service, policies, activities)| Case {
            service,
            policies,
            activities,
        })
}
