//! One task: its containers from the first image to the last byte of output.

mod actor;
mod condition;
mod container;
mod ground;
mod progress;

pub(super) use actor::run;
pub(super) use container::{address, create, remove};
