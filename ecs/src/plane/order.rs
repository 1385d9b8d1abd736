//! What the runtime has to do.

use crate::runtime::{Launch, TaskKey};

/// An order to the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Start a task.
    Start(Box<Launch>),
    /// Stop a task, with its stop timeouts.
    Stop(TaskKey),
    /// Kill a task at once, as nobody on AWS can: to see what is lost with it.
    Kill(TaskKey),
    /// A cluster has been deleted: its tasks are gone, and what was made for it as a whole may go.
    ForgetCluster(String),
}
