//! Container Insights' metrics of services and clusters, put to CloudWatch as AWS puts them each minute: scaling on
//! the number of running tasks needs them.

mod counts;
mod data;
mod insights;
#[cfg(test)]
mod tests;

pub(crate) use counts::{ClusterCounts, PlaceCounts, ServiceCounts};
pub(crate) use insights::ContainerInsights;
