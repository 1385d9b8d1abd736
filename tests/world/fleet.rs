//! What a scenario has of ECS's: a cluster, a service in it, and tasks that it remembers.

use time::OffsetDateTime;

/// The cluster of a scenario's service.
pub(crate) const CLUSTER: &str = "fleet";

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
    /// The port of its WebSocket server.
    pub(crate) port: Option<u16>,
    /// The code of the last error of ECS.
    pub(crate) refused: Option<String>,
}
