//! The settings that are parameters in SSM: their names, and the check that each goes through.

use command_line::{Given, SettingError};

use super::settings;

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    /// The parameter's name, without a prefix, and that of the environment variable that stands in for it.
    pub(super) name: &'static str,
    /// The flag that stands in for it.
    pub(super) flag: &'static str,
    /// Tells what is wrong with a value, wherever it comes from.
    pub(super) check: fn(Given<'_>) -> Result<(), SettingError>,
}

/// The queue's URL.
pub(super) const QUEUE_URL: Parameter = Parameter {
    name: "PIPELINE_UNPROCESSED_SQS_URL",
    flag: "--queue-url",
    check: |given| settings::queue_url(given).map(drop),
};
/// `1` enables the pipeline.
pub(super) const ENABLED: Parameter = Parameter {
    name: "PIPELINE_ENABLED",
    flag: "--enabled",
    check: |given| settings::enabled(given).map(drop),
};
/// The most tasks that run at once.
pub(super) const MAX_TASKS: Parameter = Parameter {
    name: "PIPELINE_ECS_MAX_TASKS",
    flag: "--max-tasks",
    check: |given| settings::max_tasks(given).map(drop),
};
/// Where the tasks run.
pub(super) const CLUSTER: Parameter = Parameter {
    name: "PIPELINE_ECS_CLUSTER",
    flag: "--cluster",
    check: |given| settings::cluster(given).map(drop),
};
/// The container that the settings are handed to.
pub(super) const CONTAINER: Parameter = Parameter {
    name: "PIPELINE_ECS_TASK_CONTAINER",
    flag: "--container",
    check: |given| settings::container(given).map(drop),
};
/// What is started.
pub(super) const TASK_DEFINITION: Parameter = Parameter {
    name: "PIPELINE_ECS_TASK_DEFINITION",
    flag: "--task-definition",
    check: |given| settings::task_definition(given).map(drop),
};
/// The subnets of the tasks.
pub(super) const SUBNETS: Parameter = Parameter {
    name: "PIPELINE_ECS_TASK_SUBNET",
    flag: "--subnets",
    check: |given| settings::subnets(given).map(drop),
};
/// Their security groups.
pub(super) const SECURITY_GROUPS: Parameter = Parameter {
    name: "PIPELINE_ECS_TASK_SECURITYGROUP",
    flag: "--security-groups",
    check: |given| settings::security_groups(given).map(drop),
};
/// What the tasks store goes under this prefix.
pub(super) const DEST_PREFIX: Parameter = Parameter {
    name: "PIPELINE_S3_DEST_PREFIX",
    flag: "--dest-prefix",
    check: |given| settings::dest_prefix(given).map(drop),
};

/// All of them.
pub(super) const PARAMETERS: [Parameter; 9] = [
    QUEUE_URL,
    ENABLED,
    MAX_TASKS,
    CLUSTER,
    CONTAINER,
    TASK_DEFINITION,
    SUBNETS,
    SECURITY_GROUPS,
    DEST_PREFIX,
];
