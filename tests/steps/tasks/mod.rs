//! Tasks and services of ECS.

mod agent;
mod clock;
mod deployments;
mod events;
mod hosts;
mod logs;
pub(super) mod look;
pub(super) mod make;
pub(super) mod permissions;
mod protection;
pub(super) mod scaling;
pub(super) mod stopping;
pub(super) mod template;
