//! Services: what is wanted of them, and the scheduler that sees to it.

mod breaker;
mod completion;
mod create;
mod delete;
mod deployment;
mod deployments_told;
mod describe;
mod events;
mod history;
mod list;
mod rules;
mod scale_in;
mod schedule;
mod start;
mod state;
mod stop_deployment;
mod throttle;
mod update;

pub(crate) use deployment::{Condition, DeploymentState, Revision};
pub(crate) use events::Events;
pub(crate) use history::History;
pub(crate) use schedule::Scheduler;
pub(crate) use state::{ServiceState, ServiceStatus};
pub(crate) use throttle::Trouble;
