//! `ListTasks`, by every filter.

use super::{Status, TaskState};
use crate::api::ApiError;
use crate::plane::{Paging, Plane, Reference};
use crate::shapes::Timestamp;
use crate::shapes::task::{DesiredStatus, ListTasksRequest, ListTasksResponse};

impl Plane {
    /// Lists tasks that are meant to run, or with `desiredStatus` STOPPED those that are not.
    pub(crate) fn list_tasks(
        &mut self,
        request: &ListTasksRequest,
        now: Timestamp,
    ) -> Result<ListTasksResponse, ApiError> {
        let now = self.context.at(now);
        if request.daemon_name.is_some() {
            return Err(ApiError::invalid_parameter(
                "local-ecs does not serve daemons: daemonName cannot be listed by.",
            ));
        }
        let place = self.place.clone();
        let remembered = now - self.context.pace.remember_stopped;
        let cluster = self.cluster_mut(request.cluster.as_deref())?;
        cluster.tasks.forget(remembered);
        let name = cluster.name();
        let instance = match request.container_instance.as_deref() {
            None => None,
            Some(text) => {
                let id = Reference::parse(&place, "container-instance", text)?.id_in(name);
                match id.and_then(|id| cluster.container_instances.get(id)) {
                    Some(instance) => Some(instance.arn.as_str()),
                    None => {
                        return Err(ApiError::invalid_parameter("Container instance not found."));
                    }
                }
            }
        };
        let service = match request.service_name.as_deref() {
            None => None,
            Some(text) => {
                let id = Reference::parse(&place, "service", text)?.id_in(name);
                let known = id.filter(|id| cluster.services.contains_key(*id));
                match known {
                    Some(service) => Some(service),
                    None => {
                        return Err(ApiError::new("ServiceNotFoundException", "Service not found."));
                    }
                }
            }
        };
        let matches = |task: &&TaskState| {
            let record = &task.record;
            desired(task, request.desired_status)
                && instance.is_none_or(|arn| record.container_instance_arn.as_deref() == Some(arn))
                && service.is_none_or(|name| task.service.as_ref().is_some_and(|(of, _)| &**of == name))
                && request
                    .family
                    .as_ref()
                    .is_none_or(|family| task.definition.family.as_ref() == Some(family))
                && request
                    .started_by
                    .as_ref()
                    .is_none_or(|by| record.started_by.as_ref() == Some(by))
                && request
                    .launch_type
                    .is_none_or(|launch_type| record.launch_type == Some(launch_type))
        };
        let ids = cluster
            .tasks
            .iter()
            .filter(matches)
            .map(|task| task.id.to_string());
        let (ids, next_token) = Paging::new(request.max_results, request.next_token.as_deref()).page(ids)?;
        Ok(ListTasksResponse {
            task_arns: ids
                .iter()
                .map(|id| place.ecs_arn(&format!("task/{name}/{id}")))
                .collect(),
            next_token,
        })
    }
}

/// ECS never means a task to be PENDING, so that filter finds none.
fn desired(task: &TaskState, status: Option<DesiredStatus>) -> bool {
    match status {
        None | Some(DesiredStatus::Running) => task.wanted,
        Some(DesiredStatus::Stopped) => !task.wanted || task.status == Status::Stopped,
        Some(DesiredStatus::Pending) => false,
    }
}
