//! Where the tasks of a task definition could run.

use super::{fargate, refuse};
use crate::api::ApiError;
use crate::shapes::task_definition::{Compatibility, NetworkMode, RegisterTaskDefinitionRequest};

/// Checks what is required, and finds what is possible.
pub(super) fn check(
    request: &RegisterTaskDefinitionRequest,
    network_mode: NetworkMode,
    cpu: Option<i32>,
    memory: Option<i32>,
) -> Result<Vec<Compatibility>, ApiError> {
    let required = &request.requires_compatibilities;
    let fargate = fargate::check(request, network_mode, cpu, memory);
    if required.contains(&Compatibility::Fargate) {
        fargate.clone()?;
    }
    let external = network_mode != NetworkMode::Awsvpc;
    if required.contains(&Compatibility::External) && !external {
        return refuse("External container instances do not support network mode 'awsvpc'.");
    }
    let managed = matches!(network_mode, NetworkMode::Awsvpc | NetworkMode::Host);
    if required.contains(&Compatibility::ManagedInstances) && !managed {
        return refuse("Managed instances support the network modes 'awsvpc' and 'host'.");
    }
    let possible = [
        (external, Compatibility::External),
        (true, Compatibility::Ec2),
        (fargate.is_ok(), Compatibility::Fargate),
        (
            required.contains(&Compatibility::ManagedInstances),
            Compatibility::ManagedInstances,
        ),
    ];
    Ok(possible
        .into_iter()
        .filter(|(is_possible, _)| *is_possible)
        .map(|(_, compatibility)| compatibility)
        .collect())
}
