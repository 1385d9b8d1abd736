//! A scalable target with its policies, and the decision about it.

use std::time::Duration;

use aws_sdk_applicationautoscaling::types::{ScalableTarget, ScalingPolicy, SuspendedState};
use scaling::{
    Alarm, Datapoint, Decision, Evaluation, Followed, Limits, Moment, Rule, Service, TargetTracking, decide,
};

use super::alarms;
use super::expression::Expression;
use super::metrics::{Known, Wanted};
use super::policies::{self, Kind, Policy};
use super::remembered::Remembered;
use super::services::{Seen, ServiceName};

/// CloudWatch's data may come so many periods late.
const LATE: usize = 3;

/// A registered service with what decides about it.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) name: ServiceName,
    pub(super) limits: Limits,
    pub(super) seen: Seen,
    scale_out_suspended: bool,
    scale_in_suspended: bool,
    policies: Vec<Policy>,
    /// Policies that cannot be followed: each by name, and why.
    unreadable: Vec<(String, String)>,
}

/// A policy with the datapoints of what it follows.
enum Evaluated<'a> {
    TargetTracking(&'a TargetTracking, Vec<Datapoint>),
    StepScaling(
        &'a scaling::StepScaling,
        Vec<(&'a alarms::Followed, Vec<Datapoint>)>,
    ),
}

impl Target {
    /// A scalable target as AWS tells it, with those of the policies that are its own.
    pub(super) fn new(
        name: ServiceName,
        seen: Seen,
        given: &ScalableTarget,
        policies: &[ScalingPolicy],
        period: Duration,
    ) -> Self {
        let capacity = |number: i32| u32::try_from(number).unwrap_or(0);
        let suspended = given.suspended_state();
        let mut target = Self {
            limits: Limits {
                min: capacity(given.min_capacity()),
                max: capacity(given.max_capacity()),
            },
            seen,
            scale_out_suspended: suspended
                .and_then(SuspendedState::dynamic_scaling_out_suspended)
                .unwrap_or(false),
            scale_in_suspended: suspended
                .and_then(SuspendedState::dynamic_scaling_in_suspended)
                .unwrap_or(false),
            policies: Vec::new(),
            unreadable: Vec::new(),
            name,
        };
        for policy in policies {
            if policy.resource_id() != given.resource_id() {
                continue;
            }
            match policies::read(policy, &target.name, period) {
                Ok(policy) => target.policies.push(policy),
                Err(why) => target.unreadable.push((policy.policy_name().to_owned(), why)),
            }
        }
        target
    }

    /// The metrics that its policies follow, with how far back each is needed.
    pub(super) fn wanted(
        &self,
        evaluation: &Evaluation,
        alarms: &[alarms::Followed],
        now: Moment,
    ) -> Vec<Wanted> {
        self.policies
            .iter()
            .flat_map(|policy| match &policy.kind {
                Kind::TargetTracking { follows, .. } => follows.wanted(tracked(evaluation), now),
                Kind::StepScaling(_) => of_policy(alarms, policy)
                    .flat_map(|alarm| alarm.follows.wanted(watched(&alarm.alarm), now))
                    .collect(),
            })
            .collect()
    }

    /// Decides. What keeps a policy from being followed is told beside the decision: such a policy wishes for no change,
    /// and does not agree to fewer tasks.
    pub(super) fn decide(
        &self,
        evaluation: &Evaluation,
        alarms: &[alarms::Followed],
        known: &Known,
        remembered: &Remembered,
        now: Moment,
    ) -> (Decision, Vec<String>) {
        let mut troubles: Vec<String> = self
            .unreadable
            .iter()
            .map(|(policy, why)| format!("the policy {policy} cannot be followed: {why}"))
            .collect();
        let mut datapoints = |policy: &str, follows: &Expression, periods: usize| {
            follows
                .datapoints(known, periods, now, |at| remembered.ran(at + follows.period()))
                .unwrap_or_else(|why| {
                    troubles.push(format!("the policy {policy} cannot be evaluated: {why}"));
                    Vec::new()
                })
        };
        let evaluated: Vec<Evaluated<'_>> = self
            .policies
            .iter()
            .map(|policy| match &policy.kind {
                Kind::TargetTracking {
                    policy: rule,
                    follows,
                } => Evaluated::TargetTracking(rule, datapoints(&policy.name, follows, tracked(evaluation))),
                Kind::StepScaling(rule) => {
                    let alarms = of_policy(alarms, policy);
                    let alarms = alarms.map(|alarm| {
                        (
                            alarm,
                            datapoints(&policy.name, &alarm.follows, watched(&alarm.alarm)),
                        )
                    });
                    Evaluated::StepScaling(rule, alarms.collect())
                }
            })
            .collect();
        let followed: Vec<Vec<(&str, &Alarm, &[Datapoint])>> = evaluated.iter().map(by_name).collect();
        let rules = evaluated
            .iter()
            .zip(&followed)
            .map(|(evaluated, alarms)| match evaluated {
                Evaluated::TargetTracking(policy, metric) => Rule::TargetTracking {
                    policy,
                    evaluation,
                    metric,
                },
                Evaluated::StepScaling(policy, _) => Rule::StepScaling { policy, alarms },
            });
        let names = self.policies.iter().map(|policy| policy.name.as_str());
        let mut policies: Vec<Followed<'_>> = names
            .zip(rules)
            .map(|(name, rule)| Followed { name, rule })
            .collect();
        // Without datapoints it cannot agree to fewer tasks, whatever its target is.
        let silent = TargetTracking {
            target: 1.0,
            scale_out_cooldown: Duration::ZERO,
            scale_in_cooldown: Duration::ZERO,
            disable_scale_in: false,
        };
        policies.extend(self.unreadable.iter().map(|(name, _)| Followed {
            name,
            rule: Rule::TargetTracking {
                policy: &silent,
                evaluation,
                metric: &[],
            },
        }));
        let service = Service {
            desired: self.seen.desired,
            running: self.seen.running,
            deploying: self.seen.deploying,
            limits: self.limits,
            scale_out_suspended: self.scale_out_suspended,
            scale_in_suspended: self.scale_in_suspended,
        };
        let decision = decide(&service, &policies, &remembered.memory, now);
        (decision, troubles)
    }
}

/// So many periods are looked at for target tracking.
fn tracked(evaluation: &Evaluation) -> usize {
    evaluation.to_scale_out.max(evaluation.to_scale_in) + LATE
}

/// So many periods are looked at for an alarm.
fn watched(alarm: &Alarm) -> usize {
    alarm.evaluation_periods + LATE
}

/// The alarms that set off a policy.
fn of_policy<'a>(
    alarms: &'a [alarms::Followed],
    policy: &'a Policy,
) -> impl Iterator<Item = &'a alarms::Followed> {
    alarms.iter().filter(|alarm| alarm.actions.contains(&policy.arn))
}

fn by_name<'a>(evaluated: &'a Evaluated<'_>) -> Vec<(&'a str, &'a Alarm, &'a [Datapoint])> {
    match evaluated {
        Evaluated::TargetTracking(..) => Vec::new(),
        Evaluated::StepScaling(_, alarms) => alarms
            .iter()
            .map(|(alarm, datapoints)| (alarm.name.as_str(), &alarm.alarm, datapoints.as_slice()))
            .collect(),
    }
}
