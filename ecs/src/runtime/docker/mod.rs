//! Tasks as containers of a Docker engine.
//!
//! A container for each container definition, in a network for each cluster; every container of a task that shares
//! a network namespace on ECS (`awsvpc`) shares one here. The engine tells through one subscription what becomes of
//! the containers, whose output goes to [`crate::logs`]. Everything carries [`crate::instance::LABEL`].

mod body;
mod directory;
mod engine;
mod events;
mod images;
mod labels;
mod names;
mod networks;
mod output;
mod reasons;
pub(crate) mod relay;
mod runtime;
mod settings;
mod task;
#[cfg(test)]
mod tests;

pub(crate) use engine::{NoEngine, bridge_address, connect, own_container};
pub(crate) use names::HOST;
pub(crate) use runtime::DockerRuntime;
pub(crate) use settings::{RelaySource, Settings};
