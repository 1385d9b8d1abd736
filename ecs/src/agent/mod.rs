//! What the ECS agent is to each task: task protection, task metadata, and the credentials of the task's role.
//!
//! The driver [opens](Agent::open) a task before it is started, gives its containers the environment that comes of
//! it, and [closes](Agent::close) it when it has stopped. In between the containers call the endpoints in their
//! environment, each of which has an id that nobody can guess. What the agent must know of tasks it asks
//! [`Tasks`], and whether a role may do something, [`Permissions`]; task protection itself is asked of ECS at the
//! gateway, by a signed call like anybody's.

mod callers;
mod credentials;
mod ecs;
mod endpoints;
mod environment;
mod handle;
mod ids;
mod limit;
mod metadata;
mod ports;
mod protection;
mod routes;
mod serve;
mod settings;
mod target;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use callers::Callers;
pub(crate) use handle::Agent;
pub(crate) use ports::{Permissions, Question, TaskView, Tasks, Unanswered};
pub(crate) use settings::Settings;
