//! `StopTask`.

use super::describe::told;
use super::{StopCause, not_found};
use crate::api::ApiError;
use crate::plane::context::Context;
use crate::plane::{ClusterState, Plane, Reference};
use crate::shapes::Timestamp;
use crate::shapes::task::{StopTaskRequest, StopTaskResponse, TaskStopCode};

/// How long a reason may be.
const LONGEST_REASON: usize = 1024;

impl Plane {
    /// Stops a task, protected or not.
    pub(crate) fn stop_task(
        &mut self,
        request: &StopTaskRequest,
        now: Timestamp,
    ) -> Result<StopTaskResponse, ApiError> {
        let now = self.context.at(now);
        if request
            .reason
            .as_ref()
            .is_some_and(|reason| reason.chars().count() > LONGEST_REASON)
        {
            return Err(ApiError::invalid_parameter(format!(
                "Reason can be at most {LONGEST_REASON} characters long."
            )));
        }
        let reason = request
            .reason
            .clone()
            .unwrap_or_else(|| "Task stopped by user".to_owned());
        let name = self.cluster(request.cluster.as_deref())?.name().to_owned();
        let id = Reference::parse(&self.place, "task", &request.task)?.id_in(&name);
        let found = self
            .clusters
            .get_mut(&name)
            .zip(id)
            .filter(|(cluster, id)| cluster.tasks.get(id).is_some());
        let Some((cluster, id)) = found else {
            return Err(not_found());
        };
        let cause = StopCause::new(TaskStopCode::UserInitiated, reason);
        cluster.stop_one(id, cause, now, &mut self.context);
        Ok(StopTaskResponse {
            task: cluster.tasks.get(id).map(|task| told(task, true)),
        })
    }
}

impl ClusterState {
    /// Means a task to stop; its service, if it has one, counts without it from now on. Returns whether it was meant
    /// to run until now.
    pub(in crate::plane) fn stop_one(
        &mut self,
        id: &str,
        cause: StopCause,
        now: Timestamp,
        context: &mut Context,
    ) -> bool {
        let began = self
            .tasks
            .begin_stop(id, cause, now, context, &mut self.container_instances);
        if began {
            self.left(id, context);
        }
        began
    }

    /// The task is no longer meant to run: its service counts without it, and is looked at again. Room on a host
    /// may have been made for the tasks of others.
    pub(in crate::plane) fn left(&mut self, id: &str, context: &mut Context) {
        let Some(task) = self.tasks.get(id) else { return };
        let name = self.key();
        if let Some(key) = task.service_key(&name) {
            if let Some(service) = self.services.get_mut(&key.service) {
                service.leave(&task.id);
            }
            context.touch(key);
        }
    }
}
