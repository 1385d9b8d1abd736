//! What a scenario has of ECS's: a cluster, a service in it, and tasks that it remembers.

use time::OffsetDateTime;

use crate::steps::scaling::predicted::Load;

/// The cluster of a scenario's service.
pub(crate) const CLUSTER: &str = "fleet";

/// The capacity of the cluster that stays.
pub(crate) const ON_DEMAND: &str = "FARGATE";

/// The capacity of the cluster that can be taken away.
pub(crate) const SPOT: &str = "FARGATE_SPOT";

/// The subnet of tasks, where it does not matter; nobody's.
pub(crate) const SUBNET: &str = "subnet-0aaaaaaa";

/// The service that a scenario makes without a template.
pub(crate) const SERVICE: &str = "jobs";

/// A template of the project's, and the stack that scenarios deploy it as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template {
    /// Its file's name.
    pub(crate) file: &'static str,
    /// The stack, and so the service's queue, log group and task definition.
    pub(crate) stack: &'static str,
}

/// The worker service.
pub(crate) const WORKER_SERVICE: Template = Template {
    file: "worker-service.yaml",
    stack: "worker",
};

/// A service that follows its backlog per task.
pub(crate) const TARGET_TRACKING: Template = Template {
    file: "target-tracking.yaml",
    stack: "paced",
};

/// A scenario's own part of ECS.
#[derive(Debug, Default)]
pub(crate) struct Fleet {
    /// The cluster, once it is made.
    pub(crate) cluster: Option<String>,
    /// The service's name: a stack's own, or [`SERVICE`].
    pub(crate) service: Option<String>,
    /// The template that the service is deployed from.
    pub(crate) template: Option<Template>,
    /// Its parameters, as they were last given.
    pub(crate) parameters: Vec<(String, String)>,
    /// Tasks that were protected, by ARN.
    pub(crate) protected: Vec<String>,
    /// When protection was last set, in the account's time.
    pub(crate) protected_at: Option<OffsetDateTime>,
    /// The service's tasks before it was last changed, by ARN.
    pub(crate) before: Vec<String>,
    /// A task that the scenario is about, by ARN.
    pub(crate) task: Option<String>,
    /// The agent calls that its tasks were told to make.
    pub(crate) agent_calls: usize,
    /// Its hosts, by ARN.
    pub(crate) hosts: Vec<String>,
    /// The receipt handles of messages that the scenario itself has in flight.
    pub(crate) in_hand: Vec<String>,
    /// The load that it has put on its service.
    pub(crate) load: Option<Load>,
    /// The port of its WebSocket server.
    pub(crate) port: Option<u16>,
    /// The code of the last error of ECS.
    pub(crate) refused: Option<String>,
}
