//! Whose a process, container or network is: everything that is made for tasks carries the instance's name.
//!
//! So whatever a local-ecs that was killed has left behind is found and removed, by the next of that name, by its
//! reaper, or by whoever started it.

use std::path::PathBuf;

/// The environment variable that each process of a task carries.
pub const VARIABLE: &str = "LOCAL_ECS_INSTANCE";

/// The label that each container, network and image made for tasks carries.
pub const LABEL: &str = "local-ecs.instance";

/// The environment variable that tells which container a process belongs to: a container's processes end with it,
/// also those that have left its group.
pub(crate) const CONTAINER_VARIABLE: &str = "LOCAL_ECS_CONTAINER";

/// Where the folders of its tasks are.
pub(crate) fn folder(name: &str) -> PathBuf {
    let plain: String = name
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '-'
            }
        })
        .collect();
    std::env::temp_dir().join(format!("local-ecs-{plain}"))
}
