//! The measured durations: as they were published, by the trace, and as CloudWatch has them.

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, Statistic};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};
use serde_json::Value;
use time::OffsetDateTime;

use super::messages::stories;
use crate::steps::patience::LOOK;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{SUITE, Scenario, World};

/// A call of PutMetricData by anybody but the suite.
pub(super) struct Put {
    pub(super) started: OffsetDateTime,
    pub(super) succeeded: bool,
    pub(super) namespace: String,
    pub(super) data: Vec<Datum>,
}

/// One datum of it, in the words of the API.
#[derive(Debug, Clone)]
pub(super) struct Datum(Value);

impl Datum {
    pub(super) fn name(&self) -> &str {
        self.0["MetricName"].as_str().unwrap_or_default()
    }

    pub(super) fn value(&self) -> f64 {
        self.0["Value"].as_f64().unwrap_or(f64::NAN)
    }

    fn resolution(&self) -> Option<i64> {
        self.0["StorageResolution"].as_i64()
    }

    /// By name.
    fn dimensions(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut dimensions: Vec<_> = self.0["Dimensions"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|dimension| (text(&dimension["Name"]), text(&dimension["Value"])))
            .collect();
        dimensions.sort();
        dimensions
    }
}

/// What was published so far, in the order of the calls.
pub(super) fn puts(scenario: &Scenario) -> Outcome<Vec<Put>> {
    let mut calls = scenario.calls.all();
    calls.retain(|call| {
        call.operation == "PutMetricData" && call.caller != SUITE && !call.parameters.is_null()
    });
    calls.sort_by_key(|call| call.started);
    calls
        .into_iter()
        .map(|call| {
            let data = call.parameters["MetricData"].as_array();
            // SDKs that speak the old protocol, or compress what is long, would have to be understood first.
            let data = data.or_broken(format!(
                "the trace does not show what was published: {}",
                call.parameters
            ))?;
            Ok(Put {
                started: call.started,
                succeeded: call.succeeded(),
                namespace: call.parameters["Namespace"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                data: data.iter().flat_map(each).collect(),
            })
        })
        .collect()
}

/// What was published so far, once the trace shows as much of it as was deleted: CloudWatch may show it sooner.
pub(super) async fn published(scenario: &Scenario) -> Outcome<Vec<Put>> {
    scenario
        .wait_for_calls(IN_TIME, |_| {
            let puts = puts(scenario).map_err(|trouble| trouble.to_string())?;
            let done = puts.iter().filter(|put| put.succeeded);
            let published: usize = done.map(|put| put.data.len()).sum();
            let deleted = stories(scenario)
                .iter()
                .filter(|(work, story)| !story.deletions.is_empty() && work.seconds().is_some())
                .count();
            if published >= deleted.max(1) {
                Ok(puts)
            } else {
                Err(format!(
                    "{published} durations were published, of {deleted} that were deleted"
                ))
            }
        })
        .await
}

/// The data of one entry: it may have several values, each so many times.
fn each(entry: &Value) -> Vec<Datum> {
    let Some(values) = entry["Values"].as_array() else {
        return vec![Datum(entry.clone())];
    };
    let datum = |value: &Value| {
        let mut datum = entry.clone();
        datum["Value"] = value.clone();
        Datum(datum)
    };
    let times = |place: usize| {
        entry["Counts"][place]
            .as_u64()
            .map_or(1, |count| usize::try_from(count).unwrap_or(1))
    };
    let each = values.iter().enumerate();
    each.flat_map(|(place, value)| std::iter::repeat_n(datum(value), times(place)))
        .collect()
}

/// Whether two numbers are the same but for their last digits.
pub(super) fn about(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one.abs().max(1.0)
}

/// What CloudWatch has of a metric.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Statistics {
    pub(super) count: f64,
    pub(super) sum: f64,
    pub(super) minimum: f64,
    pub(super) maximum: f64,
}

impl Statistics {
    /// Those of these values.
    fn of(values: &[f64]) -> Self {
        let each = values.iter().copied();
        Self {
            count: f64::from(u32::try_from(values.len()).unwrap_or(u32::MAX)),
            // A sum of nothing is -0.
            sum: each.clone().sum::<f64>() + 0.0,
            minimum: each.clone().reduce(f64::min).unwrap_or_default(),
            maximum: each.reduce(f64::max).unwrap_or_default(),
        }
    }

    fn is(&self, other: &Self) -> bool {
        about(self.count, other.count)
            && about(self.sum, other.sum)
            && about(self.minimum, other.minimum)
            && about(self.maximum, other.maximum)
    }
}

impl fmt::Display for Statistics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} of {} to {} s, {} s in all",
            self.count, self.minimum, self.maximum, self.sum
        )
    }
}

impl Scenario {
    /// What CloudWatch has of a metric of the queue, from the last hour.
    pub(super) async fn statistics(&self, name: &str) -> Result<Statistics, String> {
        const HOUR: Duration = Duration::from_secs(3600);
        let now = SystemTime::now();
        let answer = self
            .account
            .cloudwatch
            .get_metric_statistics()
            .namespace(&self.tracked.metric.namespace)
            .metric_name(name)
            .set_dimensions(Some(self.dimensions().map_err(|trouble| trouble.to_string())?))
            .start_time(DateTime::from(now - HOUR))
            .end_time(DateTime::from(now))
            .period(3600)
            .statistics(Statistic::SampleCount)
            .statistics(Statistic::Sum)
            .statistics(Statistic::Minimum)
            .statistics(Statistic::Maximum)
            .send()
            .await
            .map_err(|error| command_line::one_line(&error))?;
        let mut all = Statistics::default();
        for point in answer.datapoints() {
            let first = all.count == 0.0;
            let value = |given: Option<f64>| given.unwrap_or_default();
            all.count += value(point.sample_count());
            all.sum += value(point.sum());
            all.minimum = if first {
                value(point.minimum())
            } else {
                all.minimum.min(value(point.minimum()))
            };
            all.maximum = all.maximum.max(value(point.maximum()));
        }
        Ok(all)
    }

    /// The dimensions of the queue's metrics.
    fn dimensions(&self) -> Outcome<Vec<Dimension>> {
        let dimension = |name: &str, value: &str| Dimension::builder().name(name).value(value).build();
        Ok(vec![
            dimension("Type", &self.tracked.metric.kind),
            dimension("QueueName", self.service()?.queue_name()),
        ])
    }
}

#[given(expr = "processing durations of {string} seconds were measured")]
#[when(expr = "processing durations of {string} seconds are measured")]
async fn measure(world: &mut World, durations: String) -> Outcome {
    let metric = world.tracked.metric.clone();
    let dimensions = world.dimensions()?;
    let data = durations.split(", ").map(|text| {
        let value: f64 = text.parse().or_broken(format!("reading the duration {text}"))?;
        Ok(MetricDatum::builder()
            .metric_name(&metric.name)
            .set_dimensions(Some(dimensions.clone()))
            .timestamp(DateTime::from(SystemTime::now() - Duration::from_secs(5)))
            .value(value)
            .build())
    });
    let data = data.collect::<Outcome<Vec<_>>>()?;
    world
        .account
        .cloudwatch
        .put_metric_data()
        .namespace(&metric.namespace)
        .set_metric_data(Some(data))
        .send()
        .await
        .or_broken("publishing durations")?;
    Ok(())
}

#[then("CloudWatch comes to have the duration of each message that was deleted, once")]
async fn has_each(world: &mut World) -> Outcome {
    let name = world.tracked.metric.name.clone();
    world
        .wait(IN_TIME, LOOK, async || {
            let deleted: Vec<f64> = stories(world)
                .iter()
                .filter(|(_, story)| !story.deletions.is_empty())
                .filter_map(|(work, _)| work.seconds())
                .collect();
            let expected = Statistics::of(&deleted);
            let seen = world.statistics(&name).await?;
            if seen.is(&expected) && !deleted.is_empty() {
                Ok(())
            } else {
                Err(format!("it has {seen}; deleted were those of {expected}"))
            }
        })
        .await
}

#[then("CloudWatch has no duration")]
async fn has_none(world: &mut World) -> Outcome {
    let name = world.tracked.metric.name.clone();
    let published: usize = puts(world)?.iter().map(|put| put.data.len()).sum();
    let seen = world.statistics(&name).await.map_err(Trouble::broken)?;
    if published == 0 && seen.count == 0.0 {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "{published} were published; it has {seen}"
        )))
    }
}

#[then(expr = "for {int} second(s) no duration is published")]
async fn none_published(world: &mut World, seconds: u64) -> Outcome {
    let none = || {
        let puts = puts(world).map_err(|trouble| trouble.to_string())?;
        match puts.iter().flat_map(|put| &put.data).next() {
            None => Ok(()),
            Some(datum) => Err(format!("{} s was published", datum.value())),
        }
    };
    world
        .observe(Duration::from_secs(seconds), world.calls.changes(), none)
        .await
}

#[then("each was published to the second, with its queue and type as dimensions and no others")]
async fn as_documented(world: &mut World) -> Outcome {
    let metric = &world.tracked.metric;
    let expected = [
        ("QueueName".to_owned(), world.service()?.queue_name().to_owned()),
        ("Type".to_owned(), metric.kind.clone()),
    ];
    for put in published(world).await? {
        for datum in &put.data {
            let right = put.namespace == metric.namespace
                && datum.name() == metric.name
                && datum.resolution() == Some(1)
                && datum.dimensions() == expected;
            if !right {
                return Err(Trouble::failed(format!("in {}: {}", put.namespace, datum.0)));
            }
        }
    }
    Ok(())
}
