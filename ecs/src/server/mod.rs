//! local-ecs as a whole: the gateway, the control plane, the runtime and the agent, put together.

mod error;
mod platform;
mod serve;
mod settings;
mod task_side;

pub use error::StartError;
pub use serve::Server;
pub use settings::{AdminAccess, RuntimeKind, Settings, TaskSettings};
