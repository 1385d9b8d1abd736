//! What a service may ask for.

use crate::api::ApiError;
use crate::shapes::common::NetworkConfiguration;
use crate::shapes::service::{
    DeploymentConfiguration, DeploymentController, DeploymentControllerType, DeploymentStrategy,
    LoadBalancer, SchedulingStrategy,
};
use crate::shapes::task_definition::TaskDefinition;

use super::schedule::{MAXIMUM_PERCENT, MINIMUM_HEALTHY_PERCENT};

/// The most tasks of one service.
const MOST: i32 = 5000;

/// Letters, digits, `_` and `-`, at most 255.
pub(super) fn name(name: &str) -> Result<(), ApiError> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if name.is_empty() || name.len() > 255 || !name.chars().all(fits) {
        return Err(ApiError::invalid_parameter(
            "Invalid service name: it must have 1 to 255 letters, digits, hyphens and underscores.",
        ));
    }
    Ok(())
}

/// Not negative, and not more than a service may have.
pub(super) fn desired_count(count: i32) -> Result<usize, ApiError> {
    usize::try_from(count)
        .ok()
        .filter(|_| count <= MOST)
        .ok_or_else(|| {
            ApiError::invalid_parameter(format!(
                "Invalid desiredCount: {count}. It must be between 0 and {MOST}."
            ))
        })
}

/// Only ECS's own rolling deployments are served.
pub(super) fn controller(controller: Option<&DeploymentController>) -> Result<(), ApiError> {
    match controller.map(|controller| controller.r#type) {
        None | Some(DeploymentControllerType::Ecs) => Ok(()),
        Some(other) => Err(unsupported(&format!(
            "the deployment controller {}; use ECS",
            match other {
                DeploymentControllerType::CodeDeploy => "CODE_DEPLOY",
                _ => "EXTERNAL",
            }
        ))),
    }
}

/// Only replicas are served.
pub(super) fn scheduling_strategy(strategy: Option<SchedulingStrategy>) -> Result<(), ApiError> {
    match strategy {
        None | Some(SchedulingStrategy::Replica) => Ok(()),
        Some(SchedulingStrategy::Daemon) => Err(unsupported("the scheduling strategy DAEMON; use REPLICA")),
    }
}

/// Load balancers are kept and told, so they have to name a port of a container.
pub(super) fn load_balancers(
    balancers: &[LoadBalancer],
    definition: &TaskDefinition,
) -> Result<(), ApiError> {
    for balancer in balancers {
        let (Some(container), Some(port)) = (&balancer.container_name, balancer.container_port) else {
            continue;
        };
        let Some(found) = definition
            .container_definitions
            .iter()
            .find(|one| one.name.as_ref() == Some(container))
        else {
            return Err(ApiError::invalid_parameter(format!(
                "The container {container} does not exist in the task definition."
            )));
        };
        if !found
            .port_mappings
            .iter()
            .any(|mapping| mapping.container_port == Some(port))
        {
            return Err(ApiError::invalid_parameter(format!(
                "The container {container} did not have a container port {port} defined."
            )));
        }
    }
    Ok(())
}

/// With the defaults filled in, as it is told.
pub(super) fn deployment_configuration(
    given: Option<&DeploymentConfiguration>,
    before: Option<&DeploymentConfiguration>,
) -> Result<DeploymentConfiguration, ApiError> {
    let given = given.cloned().unwrap_or_default();
    let before = before.cloned().unwrap_or_default();
    match given.strategy.or(before.strategy) {
        None | Some(DeploymentStrategy::Rolling) => {}
        Some(_) => return Err(unsupported("deployment strategies other than ROLLING")),
    }
    let maximum = given
        .maximum_percent
        .or(before.maximum_percent)
        .unwrap_or(MAXIMUM_PERCENT);
    let minimum = given
        .minimum_healthy_percent
        .or(before.minimum_healthy_percent)
        .unwrap_or(MINIMUM_HEALTHY_PERCENT);
    if maximum < 100 {
        return Err(ApiError::invalid_parameter(format!(
            "Invalid maximumPercent: {maximum}. It must be at least 100, or the desired count could not be reached."
        )));
    }
    if !(0..=100).contains(&minimum) {
        return Err(ApiError::invalid_parameter(format!(
            "Invalid minimumHealthyPercent: {minimum}. It must be between 0 and 100."
        )));
    }
    if maximum == 100 && minimum == 100 {
        return Err(ApiError::invalid_parameter(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ));
    }
    Ok(DeploymentConfiguration {
        deployment_circuit_breaker: given
            .deployment_circuit_breaker
            .or(before.deployment_circuit_breaker),
        maximum_percent: Some(maximum),
        minimum_healthy_percent: Some(minimum),
        alarms: given.alarms.or(before.alarms),
        strategy: Some(DeploymentStrategy::Rolling),
        bake_time_in_minutes: given.bake_time_in_minutes.or(before.bake_time_in_minutes),
        early_success_criteria: None,
    })
}

/// An empty configuration is none.
pub(super) fn network(given: Option<&NetworkConfiguration>) -> Option<NetworkConfiguration> {
    given
        .filter(|network| network.awsvpc_configuration.is_some())
        .cloned()
}

fn unsupported(what: &str) -> ApiError {
    ApiError::new(
        "UnsupportedFeatureException",
        format!("local-ecs does not serve {what}."),
    )
}
