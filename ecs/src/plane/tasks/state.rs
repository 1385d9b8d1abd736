//! A task, from its making until it is forgotten.

use std::sync::Arc;

use super::Status;
use crate::plane::context::{Context, TaskId};
use crate::plane::{Resources, ServiceKey};
use crate::shapes::Timestamp;
use crate::shapes::task::{HealthStatus, Task, TaskStopCode};
use crate::shapes::task_definition::TaskDefinition;

/// A task and what the scheduler knows of it.
#[derive(Debug)]
pub(crate) struct TaskState {
    pub(crate) id: TaskId,
    /// What is told of it.
    pub(crate) record: Task,
    pub(crate) definition: Arc<TaskDefinition>,
    pub(crate) status: Status,
    /// Whether it is meant to run; once it is not, it never is again.
    pub(crate) wanted: bool,
    /// The service that started it, and by which deployment.
    pub(crate) service: Option<(Arc<str>, u64)>,
    /// What it takes of its container instance; nothing on Fargate.
    pub(crate) needs: Resources,
    /// Whether the runtime has been told to start it: then it ends with the runtime's word.
    pub(super) handed_over: bool,
    /// Whether the runtime has been told to stop it.
    pub(super) stop_ordered: bool,
}

/// Why a task is stopped.
#[derive(Clone, Debug)]
pub(crate) struct StopCause {
    pub(crate) code: TaskStopCode,
    pub(crate) reason: String,
}

impl StopCause {
    pub(crate) fn new(code: TaskStopCode, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
        }
    }
}

impl TaskState {
    pub(crate) fn arn(&self) -> &str {
        self.record.task_arn.as_deref().unwrap_or_default()
    }

    /// The service that it belongs to, in the cluster of that name.
    pub(crate) fn service_key(&self, cluster: &Arc<str>) -> Option<ServiceKey> {
        let (service, _) = self.service.as_ref()?;
        Some(ServiceKey {
            cluster: Arc::clone(cluster),
            service: Arc::clone(service),
        })
    }

    /// Moves on to a status; a change counts in the version.
    pub(super) fn enter(&mut self, status: Status) {
        if self.status != status {
            self.status = status;
            self.record.last_status = Some(status.name().to_owned());
            self.changed();
        }
    }

    pub(super) fn changed(&mut self) {
        self.record.version = Some(self.record.version.unwrap_or(0).saturating_add(1));
    }

    /// Means the task to stop, and tells the runtime if it has the task. The first cause stays.
    /// Returns whether it was meant to run until now.
    pub(super) fn begin_stop(&mut self, cause: StopCause, now: Timestamp, context: &mut Context) -> bool {
        if !self.wanted {
            return false;
        }
        self.wanted = false;
        self.record.desired_status = Some("STOPPED".to_owned());
        self.record.stop_code = Some(cause.code);
        self.record.stopped_reason = Some(cause.reason);
        self.record.stopping_at = Some(now);
        if !self.handed_over {
            self.end(now);
            return true;
        }
        if self.status == Status::Running {
            self.enter(Status::Deactivating);
        }
        self.enter(Status::Stopping);
        if !self.stop_ordered {
            self.stop_ordered = true;
            context.order_stop(&self.id);
        }
        true
    }

    /// Nothing of it runs any more.
    pub(super) fn executed(&mut self, now: Timestamp) {
        if self.record.execution_stopped_at.is_none() {
            self.record.execution_stopped_at = Some(now);
        }
        if self.status < Status::Deprovisioning {
            self.enter(Status::Deprovisioning);
        }
    }

    /// The end of its life.
    pub(super) fn end(&mut self, now: Timestamp) {
        if self.status == Status::Stopped {
            return;
        }
        self.wanted = false;
        self.record.desired_status = Some("STOPPED".to_owned());
        if self.record.stopping_at.is_none() {
            self.record.stopping_at = Some(now);
        }
        if self.handed_over {
            self.executed(now);
        }
        for container in &mut self.record.containers {
            container.last_status = Some("STOPPED".to_owned());
            if container.health_status.is_some() {
                container.health_status = Some(HealthStatus::Unknown);
            }
        }
        for attachment in &mut self.record.attachments {
            attachment.status = Some("DELETED".to_owned());
        }
        self.record.stopped_at = Some(now);
        self.enter(Status::Deprovisioning);
        self.enter(Status::Stopped);
    }
}
