//! The environment of the programs under test: the profile's own variables, and what a scenario sets besides.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Metric, Pipeline, Service};

/// How long a program has between SIGTERM and SIGKILL. Shorter than ECS's default of 30 s, so that it is seen
/// whether a program heeds it; and long enough for a machine that stands still, and for LocalStack.
pub(crate) const STOP_TIMEOUT: Duration = Duration::from_secs(15);

/// How long the reference worker's polls wait for a message: it waits for a poll in flight before it stops, and so
/// do the scenarios.
pub(crate) const WAIT_TIME: Duration = Duration::from_secs(2);

/// The variables of the profile `log-consumer`, for one queue or several.
pub(crate) fn log_consumer(services: &[&Service]) -> BTreeMap<String, String> {
    let join = |of: fn(&Service) -> &str| {
        services
            .iter()
            .map(|service| of(service))
            .collect::<Vec<_>>()
            .join(",")
    };
    let region = services.first().map_or("", |service| service.region());
    [
        ("QUEUE_URI", join(Service::queue)),
        ("QUEUE_NAME", join(Service::queue_name)),
        ("QUEUE_REGION", region.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The variable of the profile `ping`: the map of topics.
pub(crate) fn ping(topic: &str, arn: &str) -> BTreeMap<String, String> {
    let topics = serde_json::json!({ topic: arn }).to_string();
    [("SNS_TOPIC_ARN".to_owned(), topics)].into()
}

/// The variables of the profile `image-resizer`, in job mode: it ends when the queue is empty.
pub(crate) fn image_resizer(
    service: &Service,
    pipeline: &Pipeline,
    job_mode: bool,
) -> BTreeMap<String, String> {
    [
        ("PIPELINE_ECS_JOB_MODE", if job_mode { "1" } else { "0" }),
        ("PIPELINE_UNPROCESSED_SQS_URL", service.queue()),
        ("PIPELINE_S3_DEST_BUCKET", &pipeline.destination),
        ("PIPELINE_S3_DEST_PREFIX", &pipeline.prefix),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// The variables of the profile `paced-consumer`: its queue, and the metric that it publishes.
pub(crate) fn paced_consumer(service: &Service, metric: &Metric) -> BTreeMap<String, String> {
    [
        ("queue_name", service.queue_name()),
        ("app_metric_name", &metric.name),
        ("metric_type", &metric.kind),
        ("metric_namespace", &metric.namespace),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}
