//! A task definition as a whole.

use std::collections::BTreeSet;

use super::{compatibility, container, dependencies, fill_in, ports, refuse, size, volumes};
use crate::api::ApiError;
use crate::plane::names::{is_name, shown};
use crate::shapes::task_definition::{
    Compatibility, NetworkMode, RegisterTaskDefinitionRequest, TaskDefinition,
};

/// Ephemeral storage in GiB.
const STORAGE: std::ops::RangeInclusive<i32> = 21..=200;
/// How many placement constraints there may be.
const CONSTRAINTS: usize = 10;

/// The task definition that a request asks for, without its number and dates.
///
/// # Errors
/// It breaks one of ECS's rules.
pub(in crate::plane) fn task_definition(
    mut request: RegisterTaskDefinitionRequest,
) -> Result<TaskDefinition, ApiError> {
    check_family(&request.family)?;
    let network_mode = request.network_mode.unwrap_or(NetworkMode::Bridge);
    let cpu = request.cpu.as_deref().map(size::cpu).transpose()?;
    let memory = request.memory.as_deref().map(size::memory).transpose()?;
    check_containers(&request, network_mode)?;
    check_amounts(&request, cpu, memory)?;
    volumes::check(&request)?;
    check_rest(&request)?;
    let compatibilities = compatibility::check(&request, network_mode, cpu, memory)?;
    for container in &mut request.container_definitions {
        fill_in::container(container, network_mode);
    }
    Ok(TaskDefinition {
        container_definitions: request.container_definitions,
        family: Some(request.family),
        task_role_arn: request.task_role_arn,
        execution_role_arn: request.execution_role_arn,
        network_mode: Some(network_mode),
        volumes: request.volumes,
        placement_constraints: request.placement_constraints,
        compatibilities,
        runtime_platform: request.runtime_platform,
        requires_compatibilities: request.requires_compatibilities,
        cpu: cpu.map(|cpu| cpu.to_string()),
        memory: memory.map(|memory| memory.to_string()),
        pid_mode: request.pid_mode,
        ipc_mode: request.ipc_mode,
        proxy_configuration: request.proxy_configuration,
        ephemeral_storage: request.ephemeral_storage,
        enable_fault_injection: request.enable_fault_injection,
        trusted_execution_configuration: request.trusted_execution_configuration,
        ..TaskDefinition::default()
    })
}

fn check_family(family: &str) -> Result<(), ApiError> {
    if family.is_empty() {
        return refuse("Family should not be null or empty.");
    }
    if !is_name(family) {
        return refuse(format!(
            "Family can have 255 letters, digits, hyphens and underscores, and cannot be '{}'.",
            shown(family)
        ));
    }
    Ok(())
}

fn check_containers(
    request: &RegisterTaskDefinitionRequest,
    network_mode: NetworkMode,
) -> Result<(), ApiError> {
    let containers = &request.container_definitions;
    if containers.is_empty() {
        return refuse("Container list cannot be empty.");
    }
    let mut names = BTreeSet::new();
    for definition in containers {
        container::check(definition, network_mode, request.execution_role_arn.is_some())?;
        if !names.insert(&definition.name) {
            return refuse(format!(
                "Container names must be unique within a task definition, and '{}' is used more than once.",
                definition.name.as_deref().unwrap_or_default()
            ));
        }
    }
    if !containers
        .iter()
        .any(|container| container.essential.unwrap_or(true))
    {
        return refuse("A task definition must have at least one essential container.");
    }
    ports::check(containers, network_mode)?;
    dependencies::check(containers)
}

/// What the containers take together, against what the task has.
fn check_amounts(
    request: &RegisterTaskDefinitionRequest,
    cpu: Option<i32>,
    memory: Option<i32>,
) -> Result<(), ApiError> {
    let containers = &request.container_definitions;
    if let Some(cpu) = cpu {
        let taken: i64 = containers.iter().map(|container| i64::from(container.cpu)).sum();
        if taken > i64::from(cpu) {
            return refuse(format!(
                "The containers take {taken} CPU units together, and the task has {cpu}."
            ));
        }
    }
    let Some(memory) = memory else {
        return match containers
            .iter()
            .find(|container| container.memory.is_none() && container.memory_reservation.is_none())
        {
            // Fargate says in its own words that the task needs memory.
            Some(_) if request.requires_compatibilities.contains(&Compatibility::Fargate) => Ok(()),
            Some(container) => refuse(format!(
                "Invalid setting for container '{}'. At least one of 'memory' or 'memoryReservation' must be \
                 specified.",
                container.name.as_deref().unwrap_or_default()
            )),
            None => Ok(()),
        };
    };
    if let Some(container) = containers
        .iter()
        .find(|container| container.memory.is_some_and(|hard| hard > memory))
    {
        return refuse(format!(
            "Invalid 'memory' setting for container '{}': it is above the task's {memory} MiB.",
            container.name.as_deref().unwrap_or_default()
        ));
    }
    let reserved: i64 = containers
        .iter()
        .filter_map(|container| container.memory_reservation.or(container.memory))
        .map(i64::from)
        .sum();
    if reserved > i64::from(memory) {
        return refuse(format!(
            "The containers reserve {reserved} MiB of memory together, and the task has {memory}."
        ));
    }
    Ok(())
}

fn check_rest(request: &RegisterTaskDefinitionRequest) -> Result<(), ApiError> {
    if let Some(storage) = &request.ephemeral_storage
        && !STORAGE.contains(&storage.size_in_gib)
    {
        return refuse(format!(
            "Ephemeral storage must be from {} to {} GiB, and is {}.",
            STORAGE.start(),
            STORAGE.end(),
            storage.size_in_gib
        ));
    }
    if request.placement_constraints.len() > CONSTRAINTS {
        return refuse(format!(
            "A task definition can have {CONSTRAINTS} placement constraints, and has {}.",
            request.placement_constraints.len()
        ));
    }
    if request
        .placement_constraints
        .iter()
        .any(|constraint| constraint.expression.as_deref().unwrap_or_default().is_empty())
    {
        return refuse("A placement constraint has no expression.");
    }
    if let Some(proxy) = &request.proxy_configuration {
        let known = request
            .container_definitions
            .iter()
            .any(|container| container.name.as_ref() == Some(&proxy.container_name));
        if !known {
            return refuse(format!(
                "The proxy configuration names container '{}', which the task definition does not have.",
                shown(&proxy.container_name)
            ));
        }
    }
    Ok(())
}
