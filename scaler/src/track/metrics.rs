//! The metrics of a pass: what is to be asked for, batched by namespace, and what is known of it already.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use scaling::Moment;
use scaling::metric_math::Series;

/// A metric with statistic and period, as `GetMetricData` takes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Metric {
    pub(super) namespace: String,
    pub(super) name: String,
    /// By name; the order does not matter to CloudWatch.
    pub(super) dimensions: BTreeMap<String, String>,
    pub(super) stat: String,
    pub(super) unit: Option<String>,
    pub(super) period: Duration,
}

/// A part that AWS may leave out and no metric can do without; `of` is what it is a part of.
///
/// # Errors
/// It is not there, in a sentence.
pub(super) fn needed(part: Option<&str>, what: &str, of: &str) -> Result<String, String> {
    part.map(str::to_owned)
        .ok_or_else(|| format!("{of} has no {what}"))
}

/// A metric, and from when on its datapoints are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) metric: Metric,
    pub(super) from: Moment,
}

/// One call: metrics of one namespace over one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) metrics: Vec<Metric>,
    /// A whole multiple of every period.
    pub(super) from: Moment,
    pub(super) to: Moment,
}

/// `GetMetricData` takes so many queries in a call.
const METRICS_PER_CALL: usize = 500;

/// A datapoint may still change for so many periods after its own: CloudWatch takes data that come late...
const UNSETTLED: u32 = 2;

/// ... and for so long at least: who sends them late does not know of short periods.
const UNSETTLED_AT_LEAST: Duration = Duration::from_secs(15);

/// The datapoints that are known from passes before: what has settled is not asked for again.
#[derive(Debug, Default)]
pub(super) struct Known {
    by_metric: HashMap<Metric, Datapoints>,
    /// When datapoints were last taken.
    at: Moment,
}

#[derive(Debug)]
struct Datapoints {
    /// From here on all that there are are known ...
    from: Moment,
    /// ... up to here, though the latest of them may have changed since.
    to: Moment,
    points: BTreeMap<Moment, f64>,
}

impl Known {
    /// Forgets what lies ahead of a clock that was set back, and what nobody wants any more.
    pub(super) fn keep(&mut self, wanted: &[Wanted], now: Moment) {
        if now < self.at {
            self.by_metric.clear();
        }
        self.at = now;
        let wanted: HashMap<&Metric, Moment> = earliest(wanted);
        self.by_metric.retain(|metric, _| wanted.contains_key(metric));
        for (metric, known) in &mut self.by_metric {
            if let Some(from) = wanted.get(metric) {
                known.points = known.points.split_off(from);
                known.from = known.from.max(*from);
            }
        }
    }

    /// The calls to make: one for each namespace, as long as it has no more than 500 metrics.
    pub(super) fn batches(&self, wanted: &[Wanted], now: Moment) -> Vec<Batch> {
        let mut by_namespace: BTreeMap<&str, BTreeMap<&Metric, Moment>> = BTreeMap::new();
        for (metric, from) in earliest(wanted) {
            let missing = self.missing_from(metric, from, now);
            by_namespace
                .entry(&metric.namespace)
                .or_default()
                .insert(metric, missing);
        }
        by_namespace
            .into_values()
            .flat_map(|metrics| {
                let metrics: Vec<(&Metric, Moment)> = metrics.into_iter().collect();
                metrics
                    .chunks(METRICS_PER_CALL)
                    .map(|metrics| batch(metrics, now))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// From when on the datapoints of a metric are missing, or have not settled.
    fn missing_from(&self, metric: &Metric, from: Moment, now: Moment) -> Moment {
        match self.by_metric.get(metric) {
            Some(known) if known.from <= from => {
                let unsettled = UNSETTLED_AT_LEAST.max(metric.period * UNSETTLED);
                let until = known.to.min(now.before(metric.period));
                from.max(floor(until.before(unsettled), metric.period))
            }
            _ => from,
        }
    }

    /// Takes what a call has brought: the datapoints of each metric of the batch, by place.
    pub(super) fn take(&mut self, batch: &Batch, answers: Vec<BTreeMap<Moment, f64>>) {
        for (metric, answer) in batch.metrics.iter().zip(answers) {
            let known = self
                .by_metric
                .entry(metric.clone())
                .or_insert_with(|| Datapoints {
                    from: batch.from,
                    to: batch.to,
                    points: BTreeMap::new(),
                });
            known.from = known.from.min(batch.from);
            known.to = known.to.max(batch.to);
            // What was known of this stretch is replaced: a datapoint may have changed.
            known.points.split_off(&batch.from);
            known.points.extend(
                answer
                    .into_iter()
                    .map(|(at, value)| (floor(at, metric.period), value))
                    .filter(|(at, value)| *at >= batch.from && value.is_finite()),
            );
        }
    }

    /// A metric's datapoints of the periods that have ended.
    pub(super) fn series(&self, metric: &Metric, now: Moment) -> Series {
        let points = self.by_metric.get(metric).map(|known| &known.points);
        Series {
            period: metric.period,
            points: points
                .into_iter()
                .flatten()
                .filter(|(at, _)| **at + metric.period <= now)
                .map(|(at, value)| (*at, *value))
                .collect(),
        }
    }
}

fn earliest(wanted: &[Wanted]) -> HashMap<&Metric, Moment> {
    let mut all: HashMap<&Metric, Moment> = HashMap::new();
    for Wanted { metric, from } in wanted {
        let known = all.entry(metric).or_insert(*from);
        *known = (*known).min(*from);
    }
    all
}

fn batch(metrics: &[(&Metric, Moment)], now: Moment) -> Batch {
    let periods: BTreeSet<Duration> = metrics.iter().map(|(metric, _)| metric.period).collect();
    let longest = periods.last().copied().unwrap_or_default();
    let shortest = periods.first().copied().unwrap_or_default();
    let from = metrics.iter().map(|(_, from)| *from).min().unwrap_or(now);
    Batch {
        metrics: metrics.iter().map(|(metric, _)| (*metric).clone()).collect(),
        // The periods that CloudWatch takes divide each other but for few: so every metric's datapoints begin with a
        // whole period.
        from: floor(from, longest),
        // A period that goes on is of no use yet.
        to: floor(now, shortest),
    }
}

/// The beginning of the period that a moment lies in.
pub(super) fn floor(at: Moment, period: Duration) -> Moment {
    let rest = at.0.as_nanos().checked_rem(period.as_nanos()).unwrap_or(0);
    at.before(Duration::from_nanos_u128(rest))
}

#[cfg(test)]
mod tests;
