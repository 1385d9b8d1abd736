//! The data of one point in time.

use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, StandardUnit};

use super::ClusterCounts;

/// The metrics of each service by `ClusterName` and `ServiceName`, and those of each cluster by `ClusterName`.
pub(super) fn data(clusters: &[ClusterCounts]) -> Vec<MetricDatum> {
    let mut data = Vec::new();
    for cluster in clusters {
        let of_cluster = [("ClusterName", cluster.name.as_str())];
        data.push(datum("TaskCount", &of_cluster, cluster.running_tasks));
        data.push(datum("ServiceCount", &of_cluster, cluster.services.len()));
        for service in &cluster.services {
            let of_service = [of_cluster[0], ("ServiceName", service.name.as_str())];
            data.push(datum("RunningTaskCount", &of_service, service.running));
            data.push(datum("DesiredTaskCount", &of_service, service.desired));
            data.push(datum("PendingTaskCount", &of_service, service.pending));
        }
    }
    data
}

/// Without a time: CloudWatch takes that of its arrival.
fn datum(name: &str, dimensions: &[(&str, &str)], count: usize) -> MetricDatum {
    let dimensions = dimensions
        .iter()
        .map(|(name, value)| Dimension::builder().name(*name).value(*value).build())
        .collect();
    // Exact for any number of tasks that there can be.
    #[allow(clippy::cast_precision_loss)]
    let value = count as f64;
    MetricDatum::builder()
        .metric_name(name)
        .set_dimensions(Some(dimensions))
        .value(value)
        .unit(StandardUnit::Count)
        .build()
}
