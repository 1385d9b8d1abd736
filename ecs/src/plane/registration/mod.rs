//! What RegisterTaskDefinition takes: the rules of ECS, and what is filled in where nothing is said.

mod compatibility;
mod container;
mod dependencies;
mod fargate;
mod fill_in;
mod health_check;
mod logs;
mod ports;
mod size;
mod task;
mod volumes;

pub(super) use task::task_definition;

use crate::api::ApiError;

/// A rule is broken.
fn refuse<T>(message: impl Into<String>) -> Result<T, ApiError> {
    Err(ApiError::client(message))
}
