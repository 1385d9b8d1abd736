//! The settings of local-ecs.

use std::time::Duration;

use url::Url;

use crate::accounts::AccountsMode;
use crate::gateway::Upstream;
use crate::runtime::Program;

/// Who may use the admin API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum AdminAccess {
    /// Peers on this machine.
    #[default]
    Loopback,
    /// Every peer.
    Any,
}

/// The settings of local-ecs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where LocalStack is.
    pub localstack: Upstream,
    /// Whose calls are let through.
    pub accounts: AccountsMode,
    /// Who may use the admin API.
    pub admin: AdminAccess,
    /// How many calls each account's trace keeps.
    pub trace_calls: usize,
    /// How tasks run.
    pub tasks: TaskSettings,
}

/// What tasks run as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum RuntimeKind {
    /// Containers where a Docker engine answers, else processes.
    #[default]
    Auto,
    /// Containers of a Docker engine.
    Docker,
    /// Processes of this machine: --program maps images to them.
    Process,
    /// Nothing: tasks are said to run, and to stop when told. For trying the API out.
    Nothing,
}

/// How tasks run.
#[derive(Debug, Clone)]
pub struct TaskSettings {
    /// What they run as.
    pub runtime: RuntimeKind,
    /// The programs that images stand for, where tasks are processes.
    pub programs: Vec<Program>,
    /// The name that everything made for tasks carries; `None` takes the first address that is listened on.
    pub instance: Option<String>,
    /// The `AWS_ENDPOINT_URL` that tasks get; `None` takes this gateway's address as they reach it.
    pub endpoint: Option<Url>,
    /// The image of the relay that puts the agent into each cluster's network; `None` makes it of this program.
    pub relay_image: Option<String>,
    /// Whether a task's agent asks IAM what the task's role may do.
    pub role_permissions: bool,
    /// How often the metrics of Container Insights are put to CloudWatch.
    pub metrics_interval: Duration,
}

impl Default for TaskSettings {
    fn default() -> Self {
        Self {
            runtime: RuntimeKind::Nothing,
            programs: Vec::new(),
            instance: None,
            endpoint: None,
            relay_image: None,
            role_permissions: true,
            metrics_interval: Duration::from_secs(60),
        }
    }
}
