//! What a container waits for before it is started.

use crate::runtime::{Dependency, Launch};

/// A condition of `dependsOn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// It has been started.
    Start,
    /// It has ended.
    Complete,
    /// It has ended with exit code 0.
    Success,
    /// Its health check passes.
    Healthy,
}

impl Condition {
    fn parse(name: &str) -> Self {
        match name {
            "COMPLETE" => Self::Complete,
            "SUCCESS" => Self::Success,
            "HEALTHY" => Self::Healthy,
            // The least of them; the control plane refuses other names.
            _ => Self::Start,
        }
    }
}

/// For each container, the containers that it waits for. A link waits for the start of what it links to.
pub(super) fn of(launch: &Launch) -> Vec<Vec<(usize, Condition)>> {
    let index = |name: &str| {
        launch
            .containers
            .iter()
            .position(|container| container.name == name)
    };
    launch
        .containers
        .iter()
        .map(|container| {
            let depends = container
                .depends_on
                .iter()
                .filter_map(|Dependency { container, condition }| {
                    Some((index(container)?, Condition::parse(condition)))
                });
            let links = container.links.iter().filter_map(|link| {
                let name = link.split(':').next().unwrap_or(link);
                Some((index(name)?, Condition::Start))
            });
            depends.chain(links).collect()
        })
        .collect()
}
