//! The calls to AWS. Each needs the permission of its name, see `docs/target-tracking.md`.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use aws_client::CallError;
use aws_config::SdkConfig;
use aws_sdk_applicationautoscaling::types::{
    ScalableDimension, ScalableTarget, ScalingActivity, ScalingPolicy, ServiceNamespace,
};
use aws_sdk_cloudwatch::types::{
    AlarmType, Dimension, Metric as CloudWatchMetric, MetricAlarm, MetricDataQuery, MetricStat, ScanBy,
};
use aws_sdk_ecs::operation::describe_services::DescribeServicesError;
use aws_sdk_ecs::types::{DeploymentRolloutState, Service};
use aws_smithy_types::DateTime;
use aws_smithy_types::body::SdkBody;
use futures::stream::{self, StreamExt, TryStreamExt};
use scaling::Moment;

use super::activities::Activity;
use super::metrics::{Batch, Metric};
use super::services::{Seen, ServiceName};
use crate::attempts;

/// `DescribeServices` takes so many.
const SERVICES_PER_CALL: usize = 10;

/// So many calls that do not wait for each other are made at once.
pub(super) const AT_ONCE: usize = 8;

/// The operation by which local-ecs takes a scaling activity. AWS has none: its own Application Auto Scaling records
/// what it does itself.
const RECORD: &str = "AnyScaleFrontendService.RecordScalingActivity";

/// The clients. They make an attempt again as the SDKs' standard mode has it, three in all (`AWS_MAX_ATTEMPTS`).
#[derive(Debug, Clone)]
pub(super) struct Aws {
    autoscaling: aws_sdk_applicationautoscaling::Client,
    cloudwatch: aws_sdk_cloudwatch::Client,
    ecs: aws_sdk_ecs::Client,
}

impl Aws {
    /// Clients for passes of that length.
    pub(super) fn new(config: &SdkConfig, pass: Duration) -> Self {
        let config = attempts::within(pass, config);
        Self {
            autoscaling: aws_sdk_applicationautoscaling::Client::new(&config),
            cloudwatch: aws_sdk_cloudwatch::Client::new(&config),
            ecs: aws_sdk_ecs::Client::new(&config),
        }
    }

    /// The scalable targets: the desired counts of ECS services that are registered, or of these.
    pub(super) async fn targets(&self, ids: Option<&[String]>) -> Result<Vec<ScalableTarget>, CallError> {
        let call = self
            .autoscaling
            .describe_scalable_targets()
            .service_namespace(ServiceNamespace::Ecs)
            .set_resource_ids(ids.map(<[String]>::to_vec));
        let targets = call.into_paginator().items().send();
        let targets: Result<Vec<_>, _> = targets.collect().await;
        let mut targets = targets?;
        // A dimension can only be asked for together with one resource.
        targets.retain(|target| *target.scalable_dimension() == ScalableDimension::EcsServiceDesiredCount);
        Ok(targets)
    }

    /// The policies of all ECS services.
    pub(super) async fn policies(&self) -> Result<Vec<ScalingPolicy>, CallError> {
        let policies = self
            .autoscaling
            .describe_scaling_policies()
            .service_namespace(ServiceNamespace::Ecs)
            .into_paginator()
            .items()
            .send();
        let policies: Result<Vec<_>, _> = policies.collect().await;
        policies.map_err(CallError::from)
    }

    /// The metric alarms of the account. Which of them set off a policy is told by their actions.
    pub(super) async fn alarms(&self) -> Result<Vec<MetricAlarm>, CallError> {
        let mut pages = self
            .cloudwatch
            .describe_alarms()
            .alarm_types(AlarmType::MetricAlarm)
            .into_paginator()
            .send();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page?;
            all.extend(page.metric_alarms.unwrap_or_default());
        }
        Ok(all)
    }

    /// What is seen of these services. One that is not among the answers is not there, or is being deleted.
    pub(super) async fn services(
        &self,
        names: &[ServiceName],
    ) -> Result<HashMap<ServiceName, Seen>, CallError> {
        let mut by_cluster: BTreeMap<&str, Vec<&ServiceName>> = BTreeMap::new();
        for name in names {
            by_cluster.entry(&name.cluster).or_default().push(name);
        }
        let calls: Vec<(&str, Vec<&ServiceName>)> = by_cluster
            .into_iter()
            .flat_map(|(cluster, names)| {
                let calls: Vec<_> = names
                    .chunks(SERVICES_PER_CALL)
                    .map(|names| (cluster, names.to_vec()))
                    .collect();
                calls
            })
            .collect();
        stream::iter(calls)
            .map(|(cluster, names)| self.services_of(cluster, names))
            .buffer_unordered(AT_ONCE)
            .try_concat()
            .await
            .map(|all| all.into_iter().collect())
    }

    async fn services_of(
        &self,
        cluster: &str,
        names: Vec<&ServiceName>,
    ) -> Result<Vec<(ServiceName, Seen)>, CallError> {
        let call = self
            .ecs
            .describe_services()
            .cluster(cluster)
            .set_services(Some(names.iter().map(|name| name.service.clone()).collect()));
        let answer = match call.send().await {
            Ok(answer) => answer,
            // A cluster that is gone takes no other's services with it: its own are not among the answers.
            Err(error) => {
                let gone = error
                    .as_service_error()
                    .is_some_and(DescribeServicesError::is_cluster_not_found_exception);
                return if gone { Ok(Vec::new()) } else { Err(error.into()) };
            }
        };
        Ok(answer
            .services()
            .iter()
            .filter(|service| service.status() == Some("ACTIVE"))
            .filter_map(|service| Some((name_of(cluster, service)?, seen(service))))
            .collect())
    }

    /// Makes one call for the metrics of a batch. The datapoints are by place.
    pub(super) async fn metrics(&self, batch: &Batch) -> Result<Vec<BTreeMap<Moment, f64>>, CallError> {
        let queries = batch.metrics.iter().enumerate();
        let queries: Vec<MetricDataQuery> = queries.map(|(place, metric)| query(place, metric)).collect();
        let mut pages = self
            .cloudwatch
            .get_metric_data()
            .set_metric_data_queries(Some(queries))
            .start_time(time(batch.from))
            .end_time(time(batch.to))
            .scan_by(ScanBy::TimestampAscending)
            .into_paginator()
            .send();
        let mut all = vec![BTreeMap::new(); batch.metrics.len()];
        while let Some(page) = pages.next().await {
            let page = page?;
            for result in page.metric_data_results() {
                let place = result
                    .id()
                    .and_then(|id| id.strip_prefix('q')?.parse::<usize>().ok());
                let Some(points) = place.and_then(|place| all.get_mut(place)) else {
                    continue;
                };
                let times = result.timestamps().iter().map(moment);
                points.extend(times.zip(result.values().iter().copied()));
            }
        }
        Ok(all)
    }

    /// Sets a service's desired count.
    pub(super) async fn set_desired(&self, service: &ServiceName, desired: u32) -> Result<(), CallError> {
        let desired = i32::try_from(desired).unwrap_or(i32::MAX);
        let call = self
            .ecs
            .update_service()
            .cluster(&service.cluster)
            .service(&service.service)
            .desired_count(desired);
        call.send().await?;
        Ok(())
    }

    /// The scaling activities so far, the latest first.
    pub(super) async fn activities(&self) -> Result<Vec<ScalingActivity>, CallError> {
        let activities = self
            .autoscaling
            .describe_scaling_activities()
            .service_namespace(ServiceNamespace::Ecs)
            .into_paginator()
            .items()
            .send();
        let activities: Result<Vec<_>, _> = activities.collect().await;
        activities.map_err(CallError::from)
    }

    /// Records a scaling activity where Application Auto Scaling's activities are kept: as the call of another
    /// operation, for the SDK knows none that records.
    pub(super) async fn record(&self, activity: &Activity) -> Result<(), CallError> {
        let body = activity.to_json();
        let call = self
            .autoscaling
            .describe_scaling_activities()
            .service_namespace(ServiceNamespace::Ecs)
            .customize()
            .mutate_request(move |request| {
                let headers = request.headers_mut();
                headers.insert("x-amz-target", RECORD);
                headers.insert("content-length", body.len().to_string());
                *request.body_mut() = SdkBody::from(body.clone());
            });
        call.send().await?;
        Ok(())
    }
}

fn query(place: usize, metric: &Metric) -> MetricDataQuery {
    let dimensions = metric.dimensions.iter();
    let dimensions = dimensions.map(|(name, value)| Dimension::builder().name(name).value(value).build());
    let named = CloudWatchMetric::builder()
        .namespace(&metric.namespace)
        .metric_name(&metric.name)
        .set_dimensions(Some(dimensions.collect()))
        .build();
    let stat = MetricStat::builder()
        .metric(named)
        .period(i32::try_from(metric.period.as_secs()).unwrap_or(i32::MAX))
        .stat(&metric.stat)
        .set_unit(metric.unit.as_deref().map(Into::into))
        .build();
    MetricDataQuery::builder()
        .id(format!("q{place}"))
        .metric_stat(stat)
        .return_data(true)
        .build()
}

/// The name of a service that was described, with its cluster as it was asked for.
fn name_of(cluster: &str, service: &Service) -> Option<ServiceName> {
    Some(ServiceName {
        cluster: cluster.to_owned(),
        service: service.service_name()?.to_owned(),
    })
}

fn seen(service: &Service) -> Seen {
    let count = |number: i32| u32::try_from(number).unwrap_or(0);
    let deployments = service.deployments();
    Seen {
        desired: count(service.desired_count()),
        running: count(service.running_count()),
        deploying: deployments.len() > 1
            || deployments
                .iter()
                .any(|deployment| deployment.rollout_state() == Some(&DeploymentRolloutState::InProgress)),
    }
}

fn time(moment: Moment) -> DateTime {
    DateTime::from_secs_f64(moment.0.as_secs_f64())
}

/// What lies before 1970 is its beginning.
pub(super) fn moment(time: &DateTime) -> Moment {
    let millis = time.to_millis().unwrap_or_default();
    Moment(Duration::from_millis(u64::try_from(millis).unwrap_or(0)))
}
