//! Application Auto Scaling's errors.

use super::resource::{DIMENSION, NAMESPACE};
use crate::api::ApiError;

/// What cannot be read.
pub(super) fn serialization(message: impl Into<String>) -> ApiError {
    ApiError::new("SerializationException", message)
}

/// What can be read and is wrong.
pub(super) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::new("ValidationException", message)
}

/// More than the service's quotas allow.
pub(super) fn limit_exceeded(message: impl Into<String>) -> ApiError {
    ApiError::new("LimitExceededException", message)
}

pub(super) fn no_target(resource_id: &str) -> ApiError {
    ApiError::new(
        "ObjectNotFoundException",
        format!(
            "No scalable target registered for service namespace: {NAMESPACE}, resource ID: {resource_id}, \
             scalable dimension: {DIMENSION}"
        ),
    )
}

pub(super) fn no_policy(resource_id: &str, policy_name: &str) -> ApiError {
    ApiError::new(
        "ObjectNotFoundException",
        format!(
            "No scaling policy found for service namespace: {NAMESPACE}, resource ID: {resource_id}, scalable \
             dimension: {DIMENSION}, policy name: {policy_name}"
        ),
    )
}

/// The tagging operations' word for a target that is not there.
pub(super) fn no_resource(arn: &str) -> ApiError {
    ApiError::new(
        "ResourceNotFoundException",
        format!("There is no scalable target with the ARN {arn}"),
    )
}
