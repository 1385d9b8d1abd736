//! The shapes of Amazon ECS's API: requests, answers, and what they are made of.
//!
//! The names and types are those of the service model (2014-11-13), so that what is read and written here is what
//! every SDK writes and reads. What local-ecs does not do has no shape here; the API refuses it by name.

// The names are the service model's.
#![allow(clippy::struct_field_names)]

pub(crate) mod account_setting;
pub(crate) mod capacity_provider;
pub(crate) mod cluster;
pub(crate) mod common;
pub(crate) mod container_definition;
pub(crate) mod container_instance;
mod null;
pub(crate) mod protection;
pub(crate) mod service;
pub(crate) mod service_deployment;
pub(crate) mod tag;
pub(crate) mod task;
pub(crate) mod task_definition;
mod timestamp;

pub(crate) use timestamp::Timestamp;
