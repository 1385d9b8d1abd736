//! The order in which the containers of a task start: it must be possible.

use std::collections::{BTreeMap, BTreeSet};

use super::refuse;
use crate::api::ApiError;
use crate::shapes::container_definition::{ContainerCondition, ContainerDefinition};

/// Checks `dependsOn`, `links` and `volumesFrom` of all containers.
pub(super) fn check(containers: &[ContainerDefinition]) -> Result<(), ApiError> {
    let by_name: BTreeMap<&str, &ContainerDefinition> = containers
        .iter()
        .map(|container| (container.name.as_deref().unwrap_or_default(), container))
        .collect();
    for (name, container) in &by_name {
        for dependency in &container.depends_on {
            let on = dependency.container_name.as_str();
            let Some(other) = by_name.get(on) else {
                return refuse(format!(
                    "Container '{name}' depends on container '{on}', which the task definition does not have."
                ));
            };
            let essential = other.essential.unwrap_or(true);
            match dependency.condition {
                ContainerCondition::Complete | ContainerCondition::Success if essential => {
                    return refuse(format!(
                        "Container '{name}' cannot wait for the end of container '{on}', which is essential."
                    ));
                }
                ContainerCondition::Healthy if other.health_check.is_none() => {
                    return refuse(format!(
                        "Container '{name}' waits for container '{on}' to be HEALTHY, which has no health check."
                    ));
                }
                _ => {}
            }
        }
        let linked = container
            .links
            .iter()
            .map(|link| link.split(':').next().unwrap_or_default());
        let mounted = container
            .volumes_from
            .iter()
            .map(|from| from.source_container.as_deref().unwrap_or_default());
        if let Some(unknown) = linked.chain(mounted).find(|other| !by_name.contains_key(other)) {
            return refuse(format!(
                "Container '{name}' refers to container '{unknown}', which the task definition does not have."
            ));
        }
    }
    match cycle(&by_name) {
        None => Ok(()),
        Some(name) => refuse(format!(
            "The dependencies of the containers go in a circle, which container '{name}' is part of."
        )),
    }
}

/// A container that would wait for itself. Takes away those whose dependencies are all taken away, until none is.
fn cycle<'a>(by_name: &BTreeMap<&'a str, &'a ContainerDefinition>) -> Option<&'a str> {
    let mut left: BTreeSet<&str> = by_name.keys().copied().collect();
    loop {
        let ready: Vec<&str> = left
            .iter()
            .copied()
            .filter(|name| {
                by_name[name]
                    .depends_on
                    .iter()
                    .all(|dependency| !left.contains(dependency.container_name.as_str()))
            })
            .collect();
        if ready.is_empty() {
            return left.first().copied();
        }
        for name in ready {
            left.remove(name);
        }
    }
}
