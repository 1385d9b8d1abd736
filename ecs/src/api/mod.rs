//! The JSON 1.1 APIs that are answered here: Amazon ECS and Application Auto Scaling.

pub(crate) mod ecs;
mod error;

pub(crate) use error::ApiError;
