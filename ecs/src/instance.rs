//! Whose a process, container or network is: everything that is made for tasks carries the instance's name.
//!
//! So whatever a local-ecs that was killed has left behind is found and removed, by the next of that name, by its
//! reaper, or by whoever started it.

/// The environment variable that each process of a task carries.
pub const VARIABLE: &str = "LOCAL_ECS_INSTANCE";

/// The label that each container, network and image made for tasks carries.
pub const LABEL: &str = "local-ecs.instance";
