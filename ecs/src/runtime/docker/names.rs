//! What containers and networks are called.

use crate::runtime::Launch;

/// The name of local-ecs in every container that has a network of its own: `http://local-ecs:<port>` reaches the
/// gateway wherever local-ecs runs.
pub(crate) const HOST: &str = "local-ecs";

/// The name of a container, by which it is found even if nobody was told its id.
pub(super) fn container(launch: &Launch, container: &str) -> String {
    format!(
        "ecs-{}-{}-{container}-{}",
        launch.family, launch.revision, launch.task.id
    )
}

/// The name of the container that holds a task's network namespace.
pub(super) fn holder(launch: &Launch) -> String {
    // No container definition can have this name: it begins with a character that ECS does not take there.
    container(launch, ".pause")
}

/// The name of a cluster's network.
pub(super) fn network(instance: &str, launch: &Launch) -> String {
    let name = format!(
        "local-ecs-{instance}-{}-{}-{}",
        launch.task.place.account, launch.task.place.region, launch.cluster
    );
    name.replace(
        |character: char| !(character.is_ascii_alphanumeric() || "_.-".contains(character)),
        "-",
    )
}
