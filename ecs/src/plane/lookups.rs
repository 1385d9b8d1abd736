//! What others ask of the plane, outside the API.

use std::sync::Arc;

use super::Plane;
use super::services::ServiceStatus;
use crate::shapes::task::Task;
use crate::shapes::task_definition::TaskDefinition;

impl Plane {
    /// Whether the cluster has a service of that name that is not being deleted.
    pub(crate) fn has_active_service(&self, cluster: &str, service: &str) -> bool {
        self.clusters
            .get(cluster)
            .and_then(|cluster| cluster.services.get(service))
            .is_some_and(|service| service.status == ServiceStatus::Active)
    }

    /// A task by its id, with its definition.
    pub(crate) fn find_task(&self, id: &str) -> Option<(Task, Arc<TaskDefinition>)> {
        let task = self.clusters.values().find_map(|cluster| cluster.tasks.get(id))?;
        Some((task.record.clone(), Arc::clone(&task.definition)))
    }
}
