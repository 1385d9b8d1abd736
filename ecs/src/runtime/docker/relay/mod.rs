//! The relay: puts the agent of local-ecs at the address that tasks know from ECS.
//!
//! SDKs take credentials over plain HTTP from few addresses only, among them 169.254.170.2, where the agent of ECS
//! is. A container with that address in each cluster's network forwards port 80 to the agent of local-ecs. It runs
//! this very program, in an image made of it.

mod container;
mod forward;
mod image;
mod program;

pub(super) use container::start;
pub(crate) use forward::{RelayError, RelayOptions, run};
pub(super) use image::{RelayImage, RelayImages};
