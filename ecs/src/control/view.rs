//! The control plane as the agent sees it.

use std::sync::Weak;

use super::Control;
use crate::agent::{TaskView, Tasks};
use crate::runtime::TaskKey;

/// Finds the tasks of a control plane; none once that is gone.
#[derive(Debug)]
pub(crate) struct KnownTasks(pub(crate) Weak<Control>);

impl Tasks for KnownTasks {
    fn find(&self, task: &TaskKey) -> Option<TaskView> {
        let region = self.0.upgrade()?.known_region(&task.place)?;
        let (task, definition) = region.plane().find_task(&task.id)?;
        Some(TaskView { task, definition })
    }
}
