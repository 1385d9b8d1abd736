//! The policies, with what CloudWatch shows them.

use std::time::Duration;

use scaling::{Datapoint, Decision, Followed, Memory, Moment, Rule, Service, TargetTracking, decide};

use crate::period::Period;
use crate::settings::{Policy, Settings};

/// The name of the policy that follows the backlog per task.
pub const BACKLOG: &str = "backlog";
/// The name of the policy that follows the messages in flight per task.
pub const IN_FLIGHT: &str = "in-flight";

/// Target tracking of the backlog per task, and of the messages in flight per task.
#[derive(Debug)]
pub(crate) struct Policies {
    policy: Policy,
    /// So many messages a task works on at once: what the second policy keeps tasks at.
    at_once: f64,
    backlog: Metric,
    in_flight: Metric,
    memory: Memory,
}

/// Datapoints, ascending.
#[derive(Debug)]
struct Metric {
    points: Vec<Datapoint>,
    kept: usize,
}

impl Metric {
    fn push(&mut self, at: Moment, count: f64, tasks: u32) {
        // Metric math drops a point that divides by zero.
        if tasks == 0 {
            return;
        }
        if self.points.len() >= 2 * self.kept {
            self.points.drain(..self.kept);
        }
        self.points.push(Datapoint {
            at,
            value: count / f64::from(tasks),
            tasks,
        });
    }

    /// Those of periods that ended by then.
    fn until(&self, end: Moment, period: Duration) -> &[Datapoint] {
        let there = self.points.partition_point(|point| point.at + period <= end);
        &self.points[..there]
    }
}

impl Policies {
    pub(crate) fn new(settings: &Settings) -> Self {
        let policy = settings.policy;
        let looked_at = policy.evaluation.to_scale_out.max(policy.evaluation.to_scale_in);
        let late = policy
            .metric_delay
            .div_duration_f64(policy.evaluation.period)
            .ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a ratio of durations, which saturates"
        )]
        let kept = looked_at.saturating_add(late as usize).saturating_add(2);
        let metric = || Metric {
            points: Vec::new(),
            kept,
        };
        Self {
            policy,
            at_once: f64::from(settings.at_once),
            backlog: metric(),
            in_flight: metric(),
            memory: Memory::default(),
        }
    }

    /// A period that began then is over.
    pub(crate) fn period(&mut self, began: Moment, seen: &Period) {
        let visible = seen.visible(self.policy.statistic);
        self.backlog.push(began, visible, seen.running());
        // By the most that ran at a time no task is ever in charge of more messages than it can work on.
        self.in_flight.push(began, seen.in_flight(), seen.most_running());
    }

    /// The newest backlog per task that is known.
    pub(crate) fn backlog_per_task(&self, now: Moment) -> Option<f64> {
        self.known(&self.backlog, now).last().map(|point| point.value)
    }

    /// Decides, for a service that will do it.
    pub(crate) fn decide(&mut self, service: &Service, target: f64, now: Moment) -> Decision {
        let tracking = |target, disable_scale_in| TargetTracking {
            target,
            scale_out_cooldown: self.policy.scale_out_cooldown,
            scale_in_cooldown: self.policy.scale_in_cooldown,
            disable_scale_in,
        };
        let backlog = tracking(target, false);
        let in_flight = tracking(self.at_once, false);
        let followed = |name, policy, metric| Followed {
            name,
            rule: Rule::TargetTracking {
                policy,
                evaluation: &self.policy.evaluation,
                metric: self.known(metric, now),
            },
        };
        let both = [
            followed(BACKLOG, &backlog, &self.backlog),
            followed(IN_FLIGHT, &in_flight, &self.in_flight),
        ];
        let policies = if self.policy.in_flight {
            &both[..]
        } else {
            &both[..1]
        };
        let decision = decide(service, policies, &self.memory, now);
        self.memory.carried_out(&decision, now);
        decision
    }

    fn known<'a>(&self, metric: &'a Metric, now: Moment) -> &'a [Datapoint] {
        let delay = self.policy.metric_delay;
        if now.0 < delay {
            return &[];
        }
        metric.until(now.before(delay), self.policy.evaluation.period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datapoint_is_known_when_its_period_is_over_and_one_without_tasks_never() {
        let minute = Duration::from_secs(60);
        let at = |minutes: u32| Moment(minute * minutes);
        let mut metric = Metric {
            points: Vec::new(),
            kept: 3,
        };
        for (began, tasks) in [(0, 1), (1, 0), (2, 4)] {
            metric.push(at(began), 8.0, tasks);
        }
        let values = |end| -> Vec<f64> {
            metric
                .until(end, minute)
                .iter()
                .map(|point| point.value)
                .collect()
        };
        assert_eq!(values(Moment(Duration::from_secs(59))), [] as [f64; 0]);
        assert_eq!(values(at(1)), [8.0]);
        assert_eq!(values(at(2)), [8.0]);
        assert_eq!(values(at(3)), [8.0, 2.0]);
    }

    #[test]
    fn so_many_datapoints_are_kept_as_are_looked_at() {
        let mut metric = Metric {
            points: Vec::new(),
            kept: 3,
        };
        for began in 0..100 {
            metric.push(Moment(Duration::from_secs(began)), 1.0, 1);
            assert!(metric.points.len() <= 6);
            assert!(metric.points.len() >= 3.min(usize::try_from(began).expect("small") + 1));
            assert_eq!(
                metric.points.last().map(|point| point.at.0.as_secs()),
                Some(began)
            );
        }
    }
}
