//! The JSON 1.1 APIs that are answered here: Amazon ECS and Application Auto Scaling.

pub(crate) mod ecs;
mod error;
mod input;
mod input_error;
mod request;
#[cfg(test)]
mod tests;
mod unserved;

pub(crate) use error::ApiError;
