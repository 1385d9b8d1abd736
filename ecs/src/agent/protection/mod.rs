//! Task protection: `$ECS_AGENT_URI/task-protection/v1/state`.

mod handler;
mod request;
mod response;

pub(super) use handler::answer;
