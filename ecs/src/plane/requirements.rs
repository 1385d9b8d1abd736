//! What a task definition asks of the place where its tasks run.

use super::not_carried_out;
use crate::api::ApiError;
use crate::shapes::common::{LaunchType, NetworkConfiguration};
use crate::shapes::task_definition::{Compatibility, NetworkMode, TaskDefinition};

/// How many subnets and security groups an interface may have.
const SUBNETS: usize = 16;
const SECURITY_GROUPS: usize = 5;

/// Refuses what cannot run there.
pub(super) fn check(
    definition: &TaskDefinition,
    launch_type: LaunchType,
    network: Option<&NetworkConfiguration>,
) -> Result<(), ApiError> {
    let (wanted, name) = match launch_type {
        LaunchType::Fargate => (Compatibility::Fargate, "FARGATE"),
        LaunchType::Ec2 => (Compatibility::Ec2, "EC2"),
        LaunchType::External => (Compatibility::External, "EXTERNAL"),
        LaunchType::ManagedInstances => (Compatibility::ManagedInstances, "MANAGED_INSTANCES"),
    };
    let compatible = if definition.requires_compatibilities.is_empty() {
        launch_type == LaunchType::Ec2 || definition.compatibilities.contains(&wanted)
    } else {
        definition.requires_compatibilities.contains(&wanted) || definition.compatibilities.contains(&wanted)
    };
    if !compatible {
        return Err(ApiError::invalid_parameter(format!(
            "Task definition does not support launch_type {name}."
        )));
    }
    let awsvpc = definition.network_mode == Some(NetworkMode::Awsvpc);
    let vpc = network.and_then(|network| network.awsvpc_configuration.as_ref());
    match vpc {
        None if awsvpc => Err(ApiError::invalid_parameter(
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        )),
        Some(_) if !awsvpc => Err(ApiError::invalid_parameter(
            "Network Configuration is not valid for the given networkMode of this task definition.",
        )),
        Some(vpc) if vpc.subnets.is_empty() => Err(ApiError::invalid_parameter("subnets can not be empty.")),
        Some(vpc) if vpc.subnets.len() > SUBNETS => Err(ApiError::invalid_parameter(format!(
            "subnets can have at most {SUBNETS} items."
        ))),
        Some(vpc) if vpc.security_groups.len() > SECURITY_GROUPS => Err(ApiError::invalid_parameter(
            format!("securityGroups can have at most {SECURITY_GROUPS} items."),
        )),
        _ => not_carried_out::check(definition),
    }
}
