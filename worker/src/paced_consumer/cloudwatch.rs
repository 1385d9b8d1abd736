//! The metric in CloudWatch.

use std::time::Duration;

use aws_client::CallError;
use aws_config::SdkConfig;
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::config::retry::RetryConfig;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, StandardUnit};

use super::measured::{Measured, PutError, Sink};
use super::metric::Metric;

/// What `PutMetricData` takes at most.
const MOST: usize = 1000;
const MOST_BYTES: usize = 1_000_000;

/// What a datum takes beside its names: keys, value, time, unit, resolution. Generously.
const BESIDE_NAMES: usize = 300;

/// A call is answered within this time or not at all: one that was only slow would be made again, and what is measured be
/// counted twice.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);

/// In seconds: high resolution, which alarms of 10 and 30 seconds need.
const RESOLUTION: i32 = 1;

/// Codes with which CloudWatch says that the request itself is wrong, in the words of its protocols.
const WRONG: [&str; 7] = [
    "InvalidParameterValue",
    "InvalidParameterValueException",
    "InvalidParameterCombination",
    "InvalidParameterCombinationException",
    "MissingParameter",
    "MissingRequiredParameterException",
    "ValidationError",
];

/// Publishes one metric.
#[derive(Debug)]
pub(super) struct CloudWatch {
    client: Client,
    metric: Metric,
    dimensions: [Dimension; 2],
}

impl CloudWatch {
    /// A client that makes no attempt again: the publisher does, and keeps what arrives meanwhile.
    pub(super) fn new(config: &SdkConfig, metric: Metric) -> Self {
        let config = aws_sdk_cloudwatch::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            // What is in between, and emulators, need not know of it; CloudWatch asks money for calls, not for bytes.
            .disable_request_compression(true)
            .build();
        let dimension = |name: &str, value: &str| Dimension::builder().name(name).value(value).build();
        let dimensions = [
            dimension("Type", &metric.kind),
            dimension("QueueName", &metric.queue),
        ];
        Self {
            client: Client::from_conf(config),
            metric,
            dimensions,
        }
    }

    fn datum(&self, measured: Measured) -> MetricDatum {
        MetricDatum::builder()
            .metric_name(&self.metric.name)
            .set_dimensions(Some(self.dimensions.to_vec()))
            .timestamp(DateTime::from(measured.at))
            .value(measured.seconds)
            .unit(StandardUnit::Seconds)
            .storage_resolution(RESOLUTION)
            .build()
    }
}

impl Sink for CloudWatch {
    fn most(&self) -> usize {
        let Metric {
            name, kind, queue, ..
        } = &self.metric;
        let datum = BESIDE_NAMES + name.len() + kind.len() + queue.len();
        (MOST_BYTES / datum).clamp(1, MOST)
    }

    async fn put(&self, batch: &[Measured]) -> Result<(), PutError> {
        let data = batch.iter().map(|measured| self.datum(*measured)).collect();
        let call = self
            .client
            .put_metric_data()
            .namespace(&self.metric.namespace)
            .set_metric_data(Some(data))
            .send();
        // The SDK's futures are large.
        match tokio::time::timeout(CALL_TIMEOUT, Box::pin(call)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                let error = CallError::from(&error);
                Err(PutError {
                    is_final: error.status == Some(413) || WRONG.contains(&error.code.as_str()),
                    reason: error.to_string(),
                })
            }
            Err(_) => Err(PutError {
                reason: format!("Timeout: no answer within {} s", CALL_TIMEOUT.as_secs()),
                is_final: false,
            }),
        }
    }
}
