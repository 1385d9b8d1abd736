//! What a policy or an alarm follows: metrics, and an expression of them.

use std::collections::BTreeMap;
use std::time::Duration;

use scaling::metric_math::{Formula, Part};
use scaling::{Datapoint, Moment};

use super::metrics::{Known, Metric, Wanted, floor};

/// The metric that says how many tasks ran.
const RUNNING: (&str, &str) = ("ECS/ContainerInsights", "RunningTaskCount");

/// Metrics by the ids that a formula has for them, and the formula.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    formula: Formula,
    metrics: BTreeMap<String, Metric>,
    period: Duration,
    /// Whether it says itself what is taken for a datapoint that is missing.
    fills: bool,
}

impl Expression {
    /// One metric as it is.
    ///
    /// # Errors
    /// None that is known of: the formula is a metric's id.
    pub(super) fn metric(metric: Metric) -> Result<Self, String> {
        let part = Part {
            id: "m1".to_owned(),
            expression: None,
            returned: true,
        };
        Self::of(&[part], BTreeMap::from([("m1".to_owned(), metric)]))
    }

    /// A formula, and the metrics that it has no expression for.
    ///
    /// # Errors
    /// What is wrong with the formula, in a sentence.
    pub(super) fn of(parts: &[Part], metrics: BTreeMap<String, Metric>) -> Result<Self, String> {
        let formula = Formula::new(parts).map_err(|error| error.to_string())?;
        let mut periods = metrics.values().map(|metric| metric.period);
        let period = periods.next().ok_or("there is no metric in it")?;
        if let Some(other) = periods.find(|other| *other != period) {
            return Err(format!(
                "its metrics have different periods, of {} s and of {} s; give them one",
                period.as_secs(),
                other.as_secs()
            ));
        }
        let mut expressions = parts.iter().filter_map(|part| part.expression.as_deref());
        Ok(Self {
            formula,
            metrics,
            period,
            fills: expressions.any(|expression| expression.contains("FILL(")),
        })
    }

    /// The period of its datapoints.
    pub(super) fn period(&self) -> Duration {
        self.period
    }

    /// What is to be asked for, that so many of its latest datapoints are known.
    pub(super) fn wanted(&self, periods: usize, now: Moment) -> Vec<Wanted> {
        let from = self.first(periods, now);
        self.metrics
            .values()
            .map(|metric| Wanted {
                metric: metric.clone(),
                from,
            })
            .collect()
    }

    /// Its datapoints, of periods in which all its metrics have one: to CloudWatch's arithmetic what is missing is 0, but
    /// a queue whose depth is not known is not empty. An expression with FILL says itself what is taken instead.
    ///
    /// The tasks of each are those that the metric of the running tasks says, where it is among the metrics; else those
    /// that `ran` tells.
    ///
    /// # Errors
    /// The formula cannot be evaluated, in a sentence.
    pub(super) fn datapoints(
        &self,
        known: &Known,
        periods: usize,
        now: Moment,
        ran: impl Fn(Moment) -> u32,
    ) -> Result<Vec<Datapoint>, String> {
        let series: BTreeMap<String, _> = self
            .metrics
            .iter()
            .map(|(id, metric)| (id.clone(), known.series(metric, now)))
            .collect();
        let running = self
            .metrics
            .iter()
            .find(|(_, metric)| (metric.namespace.as_str(), metric.name.as_str()) == RUNNING)
            .and_then(|(id, _)| series.get(id));
        let needed: Vec<_> = self.formula.metrics().filter_map(|id| series.get(id)).collect();
        let complete = |at: &Moment| self.fills || needed.iter().all(|series| series.points.contains_key(at));
        let window = self.first(periods, now)..floor(now, self.period);
        let result = self
            .formula
            .evaluate_between(&series, &window)
            .map_err(|error| error.to_string())?;
        Ok(result
            .points
            .iter()
            .filter(|(at, _)| complete(at))
            .map(|(at, value)| Datapoint {
                at: *at,
                value: *value,
                tasks: running
                    .and_then(|running| running.points.get(at))
                    .map_or_else(|| ran(*at), |tasks| whole(*tasks)),
            })
            .collect())
    }
}

impl Expression {
    /// The beginning of the period that is so many, and the one under way, before now.
    fn first(&self, periods: usize, now: Moment) -> Moment {
        let periods = u32::try_from(periods).unwrap_or(u32::MAX).saturating_add(1);
        floor(now.before(self.period.saturating_mul(periods)), self.period)
    }
}

/// An average of tasks, as tasks.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float saturates"
)]
fn whole(tasks: f64) -> u32 {
    tasks.round() as u32
}
