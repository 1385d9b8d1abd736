//! What Container Insights measures.

use super::services::ServiceStatus;
use super::{ClusterState, Plane};
use crate::metrics::{ClusterCounts, ServiceCounts};
use crate::shapes::cluster::ClusterSettingName;

impl Plane {
    /// The counts of the clusters whose setting `containerInsights` is `enabled` or `enhanced`.
    pub(crate) fn insights(&self) -> Vec<ClusterCounts> {
        self.clusters
            .values()
            .filter(|cluster| cluster.has_insights())
            .map(|cluster| ClusterCounts {
                name: cluster.name().to_owned(),
                running_tasks: usize::try_from(cluster.counts().running_tasks.total()).unwrap_or(0),
                services: cluster
                    .services
                    .values()
                    .filter(|service| service.status == ServiceStatus::Active)
                    .map(|service| ServiceCounts {
                        name: service.name.to_string(),
                        running: service.running(),
                        desired: service.desired,
                        pending: service.pending(),
                    })
                    .collect(),
            })
            .collect()
    }
}

impl ClusterState {
    fn has_insights(&self) -> bool {
        self.is_active()
            && self.record.settings.iter().any(|setting| {
                setting.name == Some(ClusterSettingName::ContainerInsights)
                    && matches!(setting.value.as_deref(), Some("enabled" | "enhanced"))
            })
    }
}
