//! Overrides that a call gives for its tasks.

use crate::api::ApiError;
use crate::shapes::task::TaskOverride;
use crate::shapes::task_definition::TaskDefinition;

/// Refuses overrides that the task definition has no container for, and those that nothing here carries out.
pub(super) fn check(overrides: &TaskOverride, definition: &TaskDefinition) -> Result<(), ApiError> {
    for one in &overrides.container_overrides {
        let Some(name) = &one.name else {
            return Err(ApiError::client(
                "Container name must be specified in each container override.",
            ));
        };
        if !definition
            .container_definitions
            .iter()
            .any(|container| container.name.as_ref() == Some(name))
        {
            return Err(ApiError::invalid_parameter(format!(
                "Override for container named {name} is not a container in the TaskDefinition."
            )));
        }
        if !one.environment_files.is_empty() {
            return Err(ApiError::client(
                "local-ecs does not serve environmentFiles in container overrides; use environment.",
            ));
        }
    }
    for (what, value) in [("cpu", &overrides.cpu), ("memory", &overrides.memory)] {
        if let Some(value) = value
            && value.trim().parse::<u32>().is_err()
        {
            return Err(ApiError::client(format!(
                "Invalid '{what}' setting for task: {value} is not a whole number of units."
            )));
        }
    }
    Ok(())
}
