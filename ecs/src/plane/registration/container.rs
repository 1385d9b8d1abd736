//! One container of a task definition by itself.

use super::{health_check, logs, refuse};
use crate::api::ApiError;
use crate::plane::names::{is_name, shown};
use crate::shapes::container_definition::ContainerDefinition;
use crate::shapes::task_definition::NetworkMode;

/// Docker gives no container less, in MiB.
const LEAST_MEMORY: i32 = 4;

pub(super) fn check(
    container: &ContainerDefinition,
    network_mode: NetworkMode,
    has_execution_role: bool,
) -> Result<(), ApiError> {
    let name = container.name.as_deref().unwrap_or_default();
    if name.is_empty() {
        return refuse("Container.name should not be null or empty.");
    }
    if !is_name(name) {
        return refuse(format!(
            "Container.name contains invalid characters: '{}'.",
            shown(name)
        ));
    }
    if container.image.as_deref().unwrap_or_default().trim().is_empty() {
        return refuse("Container.image should not be null or empty.");
    }
    check_resources(name, container)?;
    for (setting, seconds) in [
        ("stopTimeout", container.stop_timeout),
        ("startTimeout", container.start_timeout),
    ] {
        if seconds.is_some_and(i32::is_negative) {
            return refuse(format!(
                "Invalid '{setting}' setting for container '{name}': it cannot be negative."
            ));
        }
    }
    if network_mode == NetworkMode::Awsvpc {
        if !container.links.is_empty() {
            return refuse("Links are not supported when networkMode=awsvpc.");
        }
        if container.hostname.is_some() {
            return refuse("Hostname is not supported on container when networkMode=awsvpc.");
        }
    }
    check_environment(name, container, has_execution_role)?;
    if let Some(log) = &container.log_configuration {
        logs::check(log)?;
    }
    if let Some(check) = &container.health_check {
        health_check::check(name, check)?;
    }
    if let Some(policy) = &container.restart_policy
        && policy
            .restart_attempt_period
            .is_some_and(|seconds| !(60..=1800).contains(&seconds))
    {
        return refuse(format!(
            "Invalid 'restartAttemptPeriod' setting for container '{name}': it must be from 60 to 1800 seconds."
        ));
    }
    if let Some(ulimit) = container
        .ulimits
        .iter()
        .find(|ulimit| ulimit.hard_limit >= 0 && ulimit.soft_limit > ulimit.hard_limit)
    {
        return refuse(format!(
            "Invalid 'ulimits' setting for container '{name}': the soft limit {} is above the hard limit {}.",
            ulimit.soft_limit, ulimit.hard_limit
        ));
    }
    Ok(())
}

fn check_resources(name: &str, container: &ContainerDefinition) -> Result<(), ApiError> {
    if container.cpu < 0 {
        return refuse(format!(
            "Invalid 'cpu' setting for container '{name}': it cannot be negative."
        ));
    }
    for (setting, memory) in [
        ("memory", container.memory),
        ("memoryReservation", container.memory_reservation),
    ] {
        if memory.is_some_and(|memory| memory < LEAST_MEMORY) {
            return refuse(format!(
                "Invalid '{setting}' setting for container '{name}': it must be at least {LEAST_MEMORY} MiB."
            ));
        }
    }
    if let (Some(memory), Some(reservation)) = (container.memory, container.memory_reservation)
        && reservation > memory
    {
        return refuse(format!(
            "Invalid setting for container '{name}'. 'memory' must be greater than 'memoryReservation'."
        ));
    }
    Ok(())
}

fn check_environment(
    name: &str,
    container: &ContainerDefinition,
    has_execution_role: bool,
) -> Result<(), ApiError> {
    let nameless = container
        .environment
        .iter()
        .any(|variable| variable.name.as_deref().unwrap_or_default().is_empty())
        || container.secrets.iter().any(|secret| secret.name.is_empty());
    if nameless {
        return refuse(format!(
            "An environment variable or secret of container '{name}' has no name."
        ));
    }
    if container
        .secrets
        .iter()
        .any(|secret| secret.value_from.is_empty())
    {
        return refuse(format!("A secret of container '{name}' has no valueFrom."));
    }
    if !container.secrets.is_empty() && !has_execution_role {
        return refuse(
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        );
    }
    let twice = container.secrets.iter().find(|secret| {
        container
            .environment
            .iter()
            .any(|variable| variable.name.as_ref() == Some(&secret.name))
    });
    if let Some(secret) = twice {
        return refuse(format!(
            "The secret name must be unique and not shared with any new or existing environment variables set on the \
             container, such as '{}'.",
            shown(&secret.name)
        ));
    }
    if container.environment_files.len() > 10 {
        return refuse(format!(
            "Container '{name}' can have 10 environment files, and has more."
        ));
    }
    let file = container
        .environment_files
        .iter()
        .find(|file| !file.value.starts_with("arn:") || file.value.strip_suffix(".env").is_none());
    if let Some(file) = file {
        return refuse(format!(
            "An environment file is named by the ARN of an object in Amazon S3 that ends in .env, and container \
             '{name}' has '{}'.",
            shown(&file.value)
        ));
    }
    Ok(())
}
