//! Puts the metrics at intervals.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::error::DisplayErrorContext;
use aws_sdk_cloudwatch::types::MetricDatum;
use futures::StreamExt;
use tokio::time::MissedTickBehavior;

use super::PlaceCounts;
use super::data::data;
use crate::localstack::LocalStack;
use crate::place::Place;

const NAMESPACE: &str = "ECS/ContainerInsights";

/// As many data as one call takes.
const BATCH: usize = 1000;

/// LocalStack is one process: more calls at a time would only take it away from others.
const AT_A_TIME: usize = 2;

/// Puts the metrics of all clusters that have Container Insights on.
///
/// Each interval costs LocalStack one call for each account and region that has such a cluster, and one more for each
/// further thousand data; where there is none it costs nothing. What has not changed is put as well: a metric that
/// scaling is decided on needs a datum in each period, for a period without one is missing data, on which nothing is
/// scaled. The time of a datum is that of its arrival, on LocalStack's clock, which is also the one that whoever reads
/// the metric asks by.
pub(crate) struct ContainerInsights {
    localstack: LocalStack,
    interval: Duration,
    counts: Arc<dyn Fn() -> Vec<PlaceCounts> + Send + Sync>,
    /// Whether CloudWatch has failed and was not there since: then it has been said.
    absent: AtomicBool,
}

impl fmt::Debug for ContainerInsights {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ContainerInsights")
            .field("localstack", &self.localstack)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}

impl ContainerInsights {
    /// Asks `counts` for what there is to measure at each interval.
    pub(crate) fn new(
        localstack: LocalStack,
        interval: Duration,
        counts: impl Fn() -> Vec<PlaceCounts> + Send + Sync + 'static,
    ) -> Self {
        Self {
            localstack,
            interval,
            counts: Arc::new(counts),
            absent: AtomicBool::new(false),
        }
    }

    /// Puts the metrics until it is dropped, first after one interval. CloudWatch's absence ends nothing: one
    /// warning says that it is away, and one line that it is back.
    pub(crate) async fn run(self) {
        let mut interval =
            tokio::time::interval_at(tokio::time::Instant::now() + self.interval, self.interval);
        // After a call that took long, the next is an interval away, not at once.
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut clients: HashMap<Place, Client> = HashMap::new();
        loop {
            interval.tick().await;
            let counts = (self.counts)();
            clients.retain(|place, _| counts.iter().any(|counts| counts.place == *place));
            let puts = counts
                .into_iter()
                .map(|counts| (data(&counts.clusters), counts.place))
                .filter(|(data, _)| !data.is_empty())
                .map(|(data, place)| {
                    let client = clients
                        .entry(place.clone())
                        .or_insert_with(|| self.client(&place))
                        .clone();
                    self.put(client, place, data)
                })
                .collect::<Vec<_>>();
            futures::stream::iter(puts)
                .for_each_concurrent(AT_A_TIME, |put| put)
                .await;
        }
    }

    async fn put(&self, client: Client, place: Place, data: Vec<MetricDatum>) {
        for batch in data.chunks(BATCH) {
            let put = client
                .put_metric_data()
                .namespace(NAMESPACE)
                .set_metric_data(Some(batch.to_vec()))
                .send()
                .await;
            match put {
                Ok(_) => {
                    if self.absent.swap(false, Ordering::AcqRel) {
                        tracing::info!("the metrics of {NAMESPACE} are put again");
                    }
                }
                Err(error) => {
                    let cause = DisplayErrorContext(&error);
                    if self.absent.swap(true, Ordering::AcqRel) {
                        tracing::debug!("the metrics of {NAMESPACE} of {place} cannot be put: {cause}");
                    } else {
                        tracing::warn!(
                            "the metrics of {NAMESPACE} of {place} cannot be put, and scaling by them stands still \
                             until they can; they are tried every {:?}: {cause}",
                            self.interval
                        );
                    }
                    // The rest would fare no better.
                    return;
                }
            }
        }
    }

    fn client(&self, place: &Place) -> Client {
        let config = aws_sdk_cloudwatch::config::Builder::from(&self.localstack.config(place))
            // The next interval tries again.
            .retry_config(RetryConfig::disabled())
            // To compress costs more than the loopback.
            .disable_request_compression(true);
        Client::from_conf(config.build())
    }
}
