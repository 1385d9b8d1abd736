//! What a runtime is told to start.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::place::Place;

/// Which task: everywhere in this process.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TaskKey {
    /// Its account and region.
    pub(crate) place: Place,
    /// Its id: 32 hexadecimal digits.
    pub(crate) id: String,
}

impl fmt::Display for TaskKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "task {} of {}", self.id, self.place)
    }
}

/// A task about to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Launch {
    pub(crate) task: TaskKey,
    pub(crate) task_arn: String,
    pub(crate) cluster_arn: String,
    /// The cluster's name.
    pub(crate) cluster: String,
    pub(crate) family: String,
    pub(crate) revision: i32,
    /// `awsvpc`, `bridge`, `host` or `none`.
    pub(crate) network_mode: String,
    /// The role that CloudWatch Logs and the registry are used with; none is needed here.
    pub(crate) execution_role_arn: Option<String>,
    /// The role whose credentials its containers get.
    pub(crate) task_role_arn: Option<String>,
    /// Containers in the order of the task definition; those that others depend on may come later.
    pub(crate) containers: Vec<ContainerLaunch>,
}

/// A container of a task: the task definition with the overrides applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ContainerLaunch {
    pub(crate) name: String,
    pub(crate) image: String,
    /// `None` leaves the image's own.
    pub(crate) entry_point: Option<Vec<String>>,
    /// `None` leaves the image's own.
    pub(crate) command: Option<Vec<String>>,
    /// All of its environment, the agent's variables included.
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) working_directory: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) essential: bool,
    pub(crate) readonly_root_filesystem: bool,
    pub(crate) privileged: bool,
    /// Between the stop signal and SIGKILL.
    pub(crate) stop_timeout: Duration,
    pub(crate) start_timeout: Option<Duration>,
    /// CPU units (1024 are one core); 0 for no share of its own.
    pub(crate) cpu: i32,
    /// The hard limit in MiB.
    pub(crate) memory: Option<i32>,
    /// The soft limit in MiB.
    pub(crate) memory_reservation: Option<i32>,
    pub(crate) hostname: Option<String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) links: Vec<String>,
    pub(crate) port_mappings: Vec<PortMapping>,
    pub(crate) health_check: Option<HealthCheck>,
    pub(crate) depends_on: Vec<Dependency>,
    /// Where its output goes; `None` keeps it nowhere.
    pub(crate) logs: Option<AwsLogs>,
}

/// A port of a container that is reached from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PortMapping {
    pub(crate) container_port: u16,
    /// 0 or `None` for any free port.
    pub(crate) host_port: Option<u16>,
    /// `tcp` or `udp`.
    pub(crate) protocol: String,
}

/// A command that tells whether a container is healthy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HealthCheck {
    /// `["CMD", ...]` or `["CMD-SHELL", "..."]`.
    pub(crate) command: Vec<String>,
    pub(crate) interval: Duration,
    pub(crate) timeout: Duration,
    pub(crate) retries: u32,
    pub(crate) start_period: Duration,
}

/// What must have become of another container before this one is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) container: String,
    /// `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`.
    pub(crate) condition: String,
}

/// The awslogs driver's options, resolved: the stream's name is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AwsLogs {
    pub(crate) region: String,
    pub(crate) group: String,
    /// `<prefix>/<container>/<task id>`.
    pub(crate) stream: String,
    /// Whether the group is made where it is missing (`awslogs-create-group`).
    pub(crate) create_group: bool,
}
