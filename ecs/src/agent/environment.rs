//! The variables that the agent gives to a container.

use std::collections::BTreeMap;

use url::Url;

use super::endpoints::Open;
use crate::runtime::ContainerLaunch;
use crate::shapes::common::LaunchType;

/// The variables for a container of the task, as the ECS agent and Fargate set them.
pub(super) fn environment(
    base: &Url,
    task: &Open,
    container: &ContainerLaunch,
    launch_type: LaunchType,
) -> BTreeMap<String, String> {
    let base = base.as_str().trim_end_matches('/');
    let mut variables = BTreeMap::new();
    let mut set = |name: &str, value: String| variables.insert(name.to_owned(), value);
    if let Some(id) = task.ids.get(&container.name) {
        set("ECS_AGENT_URI", format!("{base}/api/{id}"));
        set("ECS_CONTAINER_METADATA_URI", format!("{base}/v3/{id}"));
        set("ECS_CONTAINER_METADATA_URI_V4", format!("{base}/v4/{id}"));
    }
    if task.launch.task_role_arn.is_some() {
        let uri = format!("{base}/v2/credentials/{}", task.credentials_id);
        set("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri);
        set("AWS_CONTAINER_AUTHORIZATION_TOKEN", task.token.clone());
    }
    set("AWS_EXECUTION_ENV", execution_env(launch_type).to_owned());
    if launch_type == LaunchType::Fargate {
        for name in ["AWS_DEFAULT_REGION", "AWS_REGION"] {
            if !container.environment.contains_key(name) {
                set(name, task.launch.task.place.region.to_string());
            }
        }
    }
    variables
}

fn execution_env(launch_type: LaunchType) -> &'static str {
    match launch_type {
        LaunchType::Ec2 => "AWS_ECS_EC2",
        LaunchType::Fargate => "AWS_ECS_FARGATE",
        LaunchType::External => "AWS_ECS_EXTERNAL",
        LaunchType::ManagedInstances => "AWS_ECS_MANAGED_INSTANCES",
    }
}
