//! What a runtime reports of a task.

use tokio::sync::mpsc;

use super::TaskKey;

/// Something that has become of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// The images are being fetched.
    PullStarted,
    /// The images are there.
    PullStopped,
    /// A container runs.
    ContainerStarted {
        /// Its name in the task definition.
        container: String,
        /// The engine's id of it, or the process's.
        runtime_id: String,
        /// The image's digest or id, where there is one.
        image_digest: Option<String>,
        /// Its ports as they are reached from outside.
        bindings: Vec<NetworkBinding>,
        /// Its address in the cluster's network, where it has one of its own.
        private_ip: Option<String>,
    },
    /// A container's health check has changed its mind.
    ContainerHealth {
        /// Its name.
        container: String,
        /// Whether it is healthy.
        healthy: bool,
    },
    /// A container has ended.
    ContainerStopped {
        /// Its name.
        container: String,
        /// 128 + the signal's number where a signal ended it (137 for SIGKILL); `None` if it never ran.
        exit_code: Option<i32>,
        /// ECS's words on it (`OutOfMemoryError: ...`), where there is something to say.
        reason: Option<String>,
    },
    /// The task cannot be started (`CannotPullContainerError: ...`, `CannotStartContainerError: ...`), or was lost with the engine.
    /// What ran of it is ended by the runtime; [`Report::Stopped`] follows.
    Failed {
        /// The container that it failed at.
        container: Option<String>,
        /// ECS's name of the class and the engine's words.
        reason: String,
        /// Whether it had been running before.
        was_running: bool,
    },
    /// Nothing of it runs any more, and all its output has been delivered. The last report of a task.
    Stopped,
}

/// A port as it is reached from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NetworkBinding {
    pub(crate) bind_ip: String,
    pub(crate) container_port: u16,
    pub(crate) host_port: u16,
    pub(crate) protocol: String,
}

/// The way of reports to the control plane, in the order in which they were made.
#[derive(Clone, Debug)]
pub(crate) struct Reports(mpsc::UnboundedSender<(TaskKey, Report)>);

impl Reports {
    /// Reports, and where they arrive.
    pub(crate) fn channel() -> (Self, mpsc::UnboundedReceiver<(TaskKey, Report)>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Sends a report. Where nobody listens any more the process is ending.
    pub(crate) fn send(&self, task: &TaskKey, report: Report) {
        let _ = self.0.send((task.clone(), report));
    }
}
