//! Tasks and services of ECS.

mod agent;
mod clock;
mod deployments;
mod events;
mod hosts;
mod logs;
pub(super) mod look;
mod make;
mod permissions;
mod protection;
mod scaling;
mod stopping;
mod template;
