//! What the agent asks others.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;

use crate::runtime::TaskKey;
use crate::shapes::task::Task;
use crate::shapes::task_definition::TaskDefinition;

/// A task as ECS describes it at the moment.
#[derive(Clone, Debug)]
pub(crate) struct TaskView {
    pub(crate) task: Task,
    pub(crate) definition: Arc<TaskDefinition>,
}

/// Knows the tasks: the control plane.
pub(crate) trait Tasks: fmt::Debug + Send + Sync + 'static {
    /// The task, or `None` if it is unknown.
    fn find(&self, task: &TaskKey) -> Option<TaskView>;
}

/// Whether a role may do something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    /// The role of the task.
    pub(crate) role_arn: &'a str,
    /// `ecs:UpdateTaskProtection`.
    pub(crate) action: &'a str,
    /// The task's ARN.
    pub(crate) resource: &'a str,
    /// Condition keys and their values, `ecs:cluster` among them.
    pub(crate) context: &'a [(&'a str, &'a str)],
}

/// IAM could not be asked; the text says why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unanswered(pub(crate) String);

/// Knows what roles may do: IAM.
pub(crate) trait Permissions: fmt::Debug + Send + Sync + 'static {
    /// Whether the role may.
    fn may<'a>(&'a self, question: Question<'a>) -> BoxFuture<'a, Result<bool, Unanswered>>;
}
