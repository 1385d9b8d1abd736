//! Tasks: their life from the call that starts them to the report that ends them.

mod describe;
mod hand_over;
mod kill;
mod launch;
mod list;
mod network;
mod overrides;
mod plan;
mod report;
mod run;
mod spot;
mod state;
mod status;
mod stop;
mod store;
mod tags;

use crate::api::ApiError;

pub(super) use describe::task_arn;
use launch::launch;
pub(crate) use plan::TaskPlan;
pub(super) use plan::platform_version;
pub(crate) use run::RunTaskToken;
pub(crate) use state::{StopCause, TaskState};
pub(crate) use status::Status;
pub(crate) use store::Tasks;
pub(crate) use tags::{Propagation, task_tags};

/// What is said of a task that there is not.
pub(super) const NOT_FOUND: &str = "The referenced task was not found.";

/// The error of a call that names such a task.
fn not_found() -> ApiError {
    ApiError::invalid_parameter(NOT_FOUND)
}
