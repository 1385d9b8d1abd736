//! Amazon ECS: operations by name.

use std::sync::{Mutex, PoisonError};

use super::ApiError;
use crate::plane::Plane;
use crate::shapes::Timestamp;

/// Answers a call: the JSON of the answer, or the error. The caller reconciles the plane afterwards.
pub(crate) fn call(
    operation: &str,
    body: &[u8],
    plane: &Mutex<Plane>,
    now: impl Fn() -> Timestamp,
) -> Result<Vec<u8>, ApiError> {
    let _ = (body, now(), plane.lock().unwrap_or_else(PoisonError::into_inner));
    Err(ApiError::new(
        "UnknownOperationException",
        format!("local-ecs does not serve Amazon ECS's {operation}"),
    ))
}
