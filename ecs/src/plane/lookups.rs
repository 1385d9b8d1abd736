//! What others ask of the plane, outside the API.

use std::sync::Arc;

use super::Plane;
use crate::shapes::task::Task;
use crate::shapes::task_definition::TaskDefinition;

impl Plane {
    /// Whether the cluster has a service of that name that is not being deleted.
    pub(crate) fn has_active_service(&self, _cluster: &str, _service: &str) -> bool {
        // Until services are here.
        false
    }

    /// A task by its id, with its definition.
    pub(crate) fn find_task(&self, _id: &str) -> Option<(Task, Arc<TaskDefinition>)> {
        // Until tasks are here.
        None
    }
}
