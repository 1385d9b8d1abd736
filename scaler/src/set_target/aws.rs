//! The calls to AWS. Each needs the permission of its name, see `docs/target-tracking.md`.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_client::CallError;
use aws_config::SdkConfig;
use aws_sdk_applicationautoscaling::types::{
    ScalingPolicy, ServiceNamespace, TargetTrackingScalingPolicyConfiguration,
};
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricDatum, MetricStat};

use super::metric::{Metrics, period};
use super::statistic::{Measured, Statistic};
use crate::attempts;

/// The clients. They make an attempt again as the SDKs' standard mode has it, three in all (`AWS_MAX_ATTEMPTS`).
#[derive(Debug, Clone)]
pub(super) struct Aws {
    autoscaling: aws_sdk_applicationautoscaling::Client,
    cloudwatch: aws_sdk_cloudwatch::Client,
}

impl Aws {
    /// Clients for passes of that length.
    pub(super) fn new(config: &SdkConfig, pass: Duration) -> Self {
        let config = attempts::within(pass, config);
        Self {
            autoscaling: aws_sdk_applicationautoscaling::Client::new(&config),
            cloudwatch: aws_sdk_cloudwatch::Client::new(&config),
        }
    }

    /// The processing durations of a window that ends now.
    pub(super) async fn durations(
        &self,
        metrics: &Metrics,
        statistic: Statistic,
        window: Duration,
    ) -> Result<Vec<Measured>, CallError> {
        let now = SystemTime::now();
        let period = period(window);
        let mut pages = self
            .cloudwatch
            .get_metric_data()
            .metric_data_queries(query("value", metrics, &statistic.to_string(), period))
            .metric_data_queries(query("messages", metrics, "SampleCount", period))
            .start_time(now.checked_sub(window).unwrap_or(SystemTime::UNIX_EPOCH).into())
            .end_time(now.into())
            .into_paginator()
            .send();
        let mut by_time: BTreeMap<(i64, u32), (Option<f64>, Option<f64>)> = BTreeMap::new();
        while let Some(page) = pages.next().await {
            let page = page?;
            for result in page.metric_data_results() {
                for (at, value) in result.timestamps().iter().zip(result.values()) {
                    let both = by_time.entry((at.secs(), at.subsec_nanos())).or_default();
                    if result.id() == Some("value") {
                        both.0 = Some(*value);
                    } else {
                        both.1 = Some(*value);
                    }
                }
            }
        }
        let both = by_time.into_values();
        Ok(both
            .filter_map(|(value, messages)| {
                Some(Measured {
                    value: value?,
                    messages: messages?,
                })
            })
            .collect())
    }

    /// The policies of that name.
    pub(super) async fn policies(
        &self,
        name: &str,
        resource_id: Option<&str>,
    ) -> Result<Vec<ScalingPolicy>, CallError> {
        let policies = self
            .autoscaling
            .describe_scaling_policies()
            .service_namespace(ServiceNamespace::Ecs)
            .policy_names(name)
            .set_resource_id(resource_id.map(str::to_owned))
            .into_paginator()
            .items()
            .send();
        let policies: Result<Vec<_>, _> = policies.collect().await;
        policies.map_err(CallError::from)
    }

    /// Puts a policy as it is, but for its configuration.
    pub(super) async fn put(
        &self,
        policy: &ScalingPolicy,
        configuration: TargetTrackingScalingPolicyConfiguration,
    ) -> Result<(), CallError> {
        let call = self
            .autoscaling
            .put_scaling_policy()
            .service_namespace(policy.service_namespace().clone())
            .resource_id(policy.resource_id())
            .scalable_dimension(policy.scalable_dimension().clone())
            .policy_name(policy.policy_name())
            .policy_type(policy.policy_type().clone())
            .target_tracking_scaling_policy_configuration(configuration);
        call.send().await?;
        Ok(())
    }

    /// Publishes the target, to the second, as the documents have it.
    pub(super) async fn publish(&self, metrics: &Metrics, target: f64) -> Result<(), CallError> {
        let datum = MetricDatum::builder()
            .metric_name(&metrics.target)
            .set_dimensions(Some(dimensions(metrics)))
            .value(target)
            .storage_resolution(1)
            .build();
        let call = self
            .cloudwatch
            .put_metric_data()
            .namespace(&metrics.namespace)
            .metric_data(datum);
        call.send().await?;
        Ok(())
    }
}

fn query(id: &str, metrics: &Metrics, stat: &str, period: Duration) -> MetricDataQuery {
    let metric = Metric::builder()
        .namespace(&metrics.namespace)
        .metric_name(&metrics.duration)
        .set_dimensions(Some(dimensions(metrics)))
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(i32::try_from(period.as_secs()).unwrap_or(i32::MAX))
        .stat(stat)
        .build();
    MetricDataQuery::builder()
        .id(id)
        .metric_stat(stat)
        .return_data(true)
        .build()
}

fn dimensions(metrics: &Metrics) -> Vec<Dimension> {
    [("Type", &metrics.kind), ("QueueName", &metrics.queue)]
        .map(|(name, value)| Dimension::builder().name(name).value(value).build())
        .to_vec()
}
