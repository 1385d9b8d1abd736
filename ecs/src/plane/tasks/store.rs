//! The tasks of a cluster.

use std::collections::{BTreeMap, VecDeque};

use super::TaskState;
use super::state::StopCause;
use super::status::Status;
use crate::plane::ContainerInstanceState;
use crate::plane::context::{Context, TaskId};
use crate::shapes::Timestamp;
use crate::shapes::tag::Tag;

/// The tasks of a cluster, the stopped ones for as long as they are remembered.
#[derive(Debug, Default)]
pub(crate) struct Tasks {
    by_id: BTreeMap<TaskId, TaskState>,
    /// Stopped tasks in the order in which they stopped.
    stopped: VecDeque<(Timestamp, TaskId)>,
}

impl Tasks {
    pub(crate) fn get(&self, id: &str) -> Option<&TaskState> {
        self.by_id.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut TaskState> {
        self.by_id.get_mut(id)
    }

    /// All of them, by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &TaskState> {
        self.by_id.values()
    }

    /// A task's tags, to be changed.
    pub(in crate::plane) fn tags_mut(&mut self, id: &str) -> Option<&mut Vec<Tag>> {
        self.get_mut(id).map(|task| &mut task.record.tags)
    }

    pub(in crate::plane) fn insert(&mut self, task: TaskState) {
        self.by_id.insert(task.id.clone(), task);
    }

    /// Means a task to stop. Returns whether it was meant to run until now.
    pub(in crate::plane) fn begin_stop(
        &mut self,
        id: &str,
        cause: StopCause,
        now: Timestamp,
        context: &mut Context,
        instances: &mut BTreeMap<String, ContainerInstanceState>,
    ) -> bool {
        let Some(task) = self.by_id.get_mut(id) else {
            return false;
        };
        let began = task.begin_stop(cause, now, context);
        if began && task.status == Status::Stopped {
            self.note_stopped(id, now, instances);
        }
        began
    }

    /// A task that has ended gives back what it took, and is forgotten some time later.
    pub(super) fn note_stopped(
        &mut self,
        id: &str,
        now: Timestamp,
        instances: &mut BTreeMap<String, ContainerInstanceState>,
    ) {
        let Some(task) = self.by_id.get(id) else { return };
        if let Some(instance) = instance_of(task, instances) {
            instance.remaining.give_back(&task.needs);
        }
        self.stopped.push_back((now, task.id.clone()));
    }

    /// Forgets the tasks that stopped before that time.
    pub(in crate::plane) fn forget(&mut self, stopped_before: Timestamp) {
        while let Some((_, id)) = self.stopped.pop_front_if(|(time, _)| *time <= stopped_before) {
            self.by_id.remove(&id);
        }
    }

    /// When the first stopped task stopped.
    pub(in crate::plane) fn first_stopped(&self) -> Option<Timestamp> {
        self.stopped.front().map(|(time, _)| *time)
    }
}

/// The host that the task was placed on, if it is still registered.
fn instance_of<'a>(
    task: &TaskState,
    instances: &'a mut BTreeMap<String, ContainerInstanceState>,
) -> Option<&'a mut ContainerInstanceState> {
    let arn = task.record.container_instance_arn.as_deref()?;
    instances.get_mut(arn.rsplit('/').next()?)
}
