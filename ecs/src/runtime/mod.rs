//! What tasks run as: containers or processes.
//!
//! The control plane decides, a [`Runtime`] obeys: it starts what a [`Launch`] describes, stops it when told, and
//! says through [`Reports`] what became of it. It knows nothing of services.

pub(crate) mod docker;
mod launch;
mod nothing;
mod process;
mod report;

use std::fmt;

use futures::future::BoxFuture;

pub(crate) use launch::{AwsLogs, ContainerLaunch, Dependency, HealthCheck, Launch, PortMapping, TaskKey};
pub(crate) use nothing::Nothing;
pub use process::Program;
pub(crate) use process::{ProcessRuntime, Programs};
pub(crate) use report::{NetworkBinding, Report, Reports};

/// Runs tasks.
///
/// `start`, `stop` and `kill` return at once; what comes of them is reported. For each task that was started,
/// exactly one [`Report::Stopped`] comes, and nothing of the task after it.
pub(crate) trait Runtime: fmt::Debug + Send + Sync + 'static {
    /// Starts the task.
    fn start(&self, launch: Launch, reports: Reports);

    /// Asks every container to end (its stop signal, SIGTERM by default), and kills what has not ended after its
    /// stop timeout. A task that is unknown or stopping already is left alone.
    fn stop(&self, task: &TaskKey);

    /// Kills the task at once.
    fn kill(&self, task: &TaskKey);

    /// Removes what was made for a cluster as a whole. Its tasks have stopped.
    fn forget_cluster(&self, cluster_arn: &str);

    /// Kills every task and removes everything that was made for them; returns when nothing is left.
    fn end(&self) -> BoxFuture<'_, ()>;
}
