//! One endpoint in front of LocalStack for every AWS call of a scenario.
//!
//! The [`gateway`] routes each call by the service in its signature, streams it both ways without changing a
//! byte, keeps each account's calls in a [`trace`] and injects the [`faults`] that were set. The [`admin`] API,
//! on the same endpoint under `/_local-ecs/`, reads the trace and sets the faults; [`admin::Client`] is its
//! typed client. Knows nothing of the suite that drives it.

pub mod accounts;
pub mod admin;
mod agent;
mod api;
mod autoscaling;
#[cfg(test)]
mod aws_fake;
#[doc(hidden)]
pub mod bench;
pub mod cli;
mod clock;
mod control;
pub mod faults;
pub mod gateway;
pub mod iam;
pub mod instance;
mod localstack;
mod logs;
mod metrics;
mod place;
mod plane;
pub mod reap;
mod runtime;
pub mod server;
mod shapes;
mod stacks;
pub mod trace;
mod xml;

pub use accounts::AccountsMode;
pub use faults::{Calls, Effect, Fault, FaultStatus};
pub use gateway::Upstream;
pub use runtime::Program;
pub use server::{AdminAccess, RuntimeKind, Server, Settings, StartError, TaskSettings};
pub use trace::{Call, TracePage};
