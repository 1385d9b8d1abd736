//! What CloudWatch shows: a scenario goes on when the scaler would see what the scenario has made.

use std::time::{Duration, SystemTime};

use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat};
use conformance::trouble::Outcome;

use crate::steps::patience::LOOK;
use crate::world::Scenario;

/// The period of datapoints here: LocalStack counts the messages of all queues each second or two.
pub(super) const PERIOD: u16 = 5;

/// The period of datapoints where the scaler looks only once, and not far back: it is started some time after what it is
/// to see was there, and what counts messages may stand still just then.
pub(super) const LONG_PERIOD: u16 = 10;

/// So many datapoints in a row scale out here; and so many counts in a row show what a scenario has made.
pub(super) const IN_A_ROW: u16 = 2;

/// How many periods are looked back: far enough for counts that a machine with much else to do makes only each 15
/// seconds. Counts of before the scenario did something cannot pass for those after it: the latest two must both be as it
/// has made them, and before they were different, but for a queue of which all is in flight, see there.
const BACK: u32 = 6;

/// For a few periods, on a machine with much else to do.
const SHOWN_WITHIN: Duration = Duration::from_secs(180);

impl Scenario {
    /// Waits until CloudWatch has counted so many running tasks of the service for a while.
    pub(crate) async fn wait_for_counted_tasks(&self, count: f64) -> Outcome {
        self.wait_for_metric(&self.running_tasks()?, count).await
    }

    /// Waits until CloudWatch has counted so many messages of the queue for a while.
    pub(crate) async fn wait_for_counted_messages(&self, metric: &str, count: f64) -> Outcome {
        self.wait_for_metric(&self.messages(metric)?, count).await
    }

    /// Waits until the long period that ended last has a datapoint of so many messages and tasks. Who looks only once
    /// sees it if it looks within the next periods.
    pub(super) async fn wait_for_datapoint(&self, metric: &str, messages: f64, tasks: f64) -> Outcome {
        let counted = [(self.messages(metric)?, messages), (self.running_tasks()?, tasks)];
        self.wait(SHOWN_WITHIN, LOOK, async || {
            let end = end_of_last(LONG_PERIOD)?;
            for (metric, value) in &counted {
                let newest = self.newest(metric, end, LONG_PERIOD.into()).await?;
                if newest.is_empty() || !newest.iter().all(|shown| same(*shown, *value)) {
                    return Err(told(metric, &newest));
                }
            }
            Ok(())
        })
        .await
    }

    fn running_tasks(&self) -> Outcome<Metric> {
        let dimensions = [
            ("ClusterName", self.cluster()?),
            ("ServiceName", self.service_name()?),
        ];
        Ok(metric("ECS/ContainerInsights", "RunningTaskCount", &dimensions))
    }

    fn messages(&self, name: &str) -> Outcome<Metric> {
        let queue = self.service()?.queue_name();
        Ok(metric("AWS/SQS", name, &[("QueueName", queue)]))
    }

    async fn wait_for_metric(&self, metric: &Metric, value: f64) -> Outcome {
        self.wait(SHOWN_WITHIN, LOOK, async || {
            let newest = self
                .newest(metric, end_of_last(PERIOD)?, u32::from(PERIOD) * BACK)
                .await?;
            let in_a_row = usize::from(IN_A_ROW);
            let latest = newest.iter().take(in_a_row);
            if newest.len() >= in_a_row && latest.copied().all(|shown| same(shown, value)) {
                Ok(())
            } else {
                Err(told(metric, &newest))
            }
        })
        .await
    }

    /// What was counted in so many seconds up to an end, the latest first; by the second, and not once a period.
    async fn newest(&self, metric: &Metric, end: SystemTime, seconds: u32) -> Result<Vec<f64>, String> {
        let stat = MetricStat::builder()
            .metric(metric.clone())
            .period(1)
            .stat("Maximum")
            .build();
        let query = MetricDataQuery::builder().id("q").metric_stat(stat).build();
        let answer = self
            .account
            .cloudwatch
            .get_metric_data()
            .metric_data_queries(query)
            .start_time((end - Duration::from_secs(seconds.into())).into())
            .end_time(end.into())
            .send()
            .await
            .map_err(|error| command_line::one_line(&error))?;
        let mut points: Vec<(i64, f64)> = answer
            .metric_data_results()
            .iter()
            .flat_map(|result| {
                let times = result.timestamps().iter().map(DateTime::secs);
                times.zip(result.values().iter().copied())
            })
            .collect();
        points.sort_by_key(|(time, _)| -time);
        Ok(points.into_iter().map(|(_, value)| value).collect())
    }
}

fn metric(namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> Metric {
    let dimensions = dimensions
        .iter()
        .map(|(name, value)| Dimension::builder().name(*name).value(*value).build());
    Metric::builder()
        .namespace(namespace)
        .metric_name(name)
        .set_dimensions(Some(dimensions.collect()))
        .build()
}

/// When the last period of so many seconds ended that is over.
fn end_of_last(period: u16) -> Result<SystemTime, String> {
    let seconds = SystemTime::UNIX_EPOCH
        .elapsed()
        .map_err(|error| error.to_string())?
        .as_secs();
    let period = u64::from(period);
    Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds / period * period))
}

fn same(shown: f64, value: f64) -> bool {
    (shown - value).abs() < 0.001
}

fn told(metric: &Metric, newest: &[f64]) -> String {
    let name = metric.metric_name().unwrap_or_default();
    format!("{name}, the latest first: {newest:?}")
}
