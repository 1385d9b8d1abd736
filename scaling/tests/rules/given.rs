//! What the tests begin with: a service of 2 tasks, between 1 and 10, and a target of 10.

use std::time::Duration;

use scaling::{
    Alarm, Comparison, Datapoint, Decision, Evaluation, Followed, Limits, Memory, MissingData, Moment,
    Outcome, Rule, Service, StepScaling, TargetTracking, Wish, decide,
};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// The thousandth minute: all datapoints given end by then.
pub(crate) fn now() -> Moment {
    minute(1000)
}

pub(crate) fn minute(number: u32) -> Moment {
    Moment(MINUTE * number)
}

pub(crate) fn service(desired: u32) -> Service {
    Service {
        desired,
        running: desired,
        deploying: false,
        limits: Limits { min: 1, max: 10 },
        scale_out_suspended: false,
        scale_in_suspended: false,
    }
}

/// A value for each of the last minutes, the newest last.
pub(crate) fn metric(values: &[f64], tasks: u32) -> Vec<Datapoint> {
    gaps(&values.iter().copied().map(Some).collect::<Vec<_>>(), tasks)
}

/// The same with minutes that have none.
pub(crate) fn gaps(values: &[Option<f64>], tasks: u32) -> Vec<Datapoint> {
    let ago = (1..=u32::try_from(values.len()).unwrap()).rev();
    values
        .iter()
        .zip(ago)
        .filter_map(|(value, ago)| {
            value.map(|value| Datapoint {
                at: minute(1000 - ago),
                value,
                tasks,
            })
        })
        .collect()
}

pub(crate) fn policy(target: f64) -> TargetTracking {
    TargetTracking::new(target, 4 * MINUTE, 4 * MINUTE).unwrap()
}

/// What one target tracking policy decides that nothing was done for.
pub(crate) fn decided(service: &Service, policy: &TargetTracking, metric: &[Datapoint]) -> Decision {
    decided_after(&Memory::default(), service, policy, metric)
}

/// What one target tracking policy by the name of `backlog` decides.
pub(crate) fn decided_after(
    memory: &Memory,
    service: &Service,
    policy: &TargetTracking,
    metric: &[Datapoint],
) -> Decision {
    let evaluation = Evaluation::default();
    let rule = Rule::TargetTracking {
        policy,
        evaluation: &evaluation,
        metric,
    };
    decide(
        service,
        &[Followed {
            name: "backlog",
            rule,
        }],
        memory,
        now(),
    )
}

/// The only policy's wish.
pub(crate) fn wish(decision: &Decision) -> &Wish {
    let [verdict] = decision.verdicts.as_slice() else {
        panic!("{} verdicts", decision.verdicts.len())
    };
    &verdict.wish
}

pub(crate) fn alarm(comparison: Comparison, threshold: f64) -> Alarm {
    Alarm {
        comparison,
        threshold,
        period: MINUTE,
        evaluation_periods: 1,
        datapoints_to_alarm: 1,
        missing_data: MissingData::Missing,
    }
}

/// What one step scaling policy by the name of `steps` decides, by alarms of the names `0`, `1` and so on.
pub(crate) fn stepped(
    memory: &Memory,
    service: &Service,
    policy: &StepScaling,
    alarms: &[(Alarm, Vec<Datapoint>)],
) -> Decision {
    let names: Vec<_> = (0..alarms.len()).map(|name| name.to_string()).collect();
    let alarms: Vec<_> = names
        .iter()
        .zip(alarms)
        .map(|(name, (alarm, metric))| (name.as_str(), alarm, metric.as_slice()))
        .collect();
    let rule = Rule::StepScaling {
        policy,
        alarms: &alarms,
    };
    decide(service, &[Followed { name: "steps", rule }], memory, now())
}

/// What several target tracking policies of a target of 10 decide, each by its metric.
pub(crate) fn all(service: &Service, metrics: &[Vec<Datapoint>]) -> Decision {
    let (policy, evaluation) = (policy(10.0), Evaluation::default());
    let policies: Vec<_> = metrics
        .iter()
        .map(|metric| Rule::TargetTracking {
            policy: &policy,
            evaluation: &evaluation,
            metric,
        })
        .map(|rule| Followed {
            name: "a policy",
            rule,
        })
        .collect();
    decide(service, &policies, &Memory::default(), now())
}

pub(crate) fn scaled(from: u32, to: u32, policy: usize) -> Outcome {
    Outcome::Scale { from, to, policy }
}
