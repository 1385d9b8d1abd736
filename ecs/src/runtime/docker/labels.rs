//! The labels of what is made for tasks: whose it is, and what the ECS agent sets.

use std::collections::HashMap;

use crate::instance::LABEL;
use crate::runtime::Launch;

/// What a container is for, where it is not one of a container definition.
pub(super) const ROLE: &str = "local-ecs.role";

/// The relay of a network.
pub(super) const RELAY: &str = "relay";

/// The holder of a task's network namespace.
const HOLDER: &str = "pause";

pub(super) type Labels = HashMap<String, String>;

/// Those of what belongs to the instance.
pub(super) fn of_instance(instance: &str) -> Labels {
    Labels::from([(LABEL.to_owned(), instance.to_owned())])
}

/// Those of a cluster's network.
pub(super) fn of_network(instance: &str, cluster_arn: &str) -> Labels {
    let mut labels = of_instance(instance);
    labels.insert("com.amazonaws.ecs.cluster".to_owned(), cluster_arn.to_owned());
    labels
}

/// Those of a relay.
pub(super) fn of_relay(instance: &str) -> Labels {
    let mut labels = of_instance(instance);
    labels.insert(ROLE.to_owned(), RELAY.to_owned());
    labels
}

/// Those of a task's container; the definition's own give way.
pub(super) fn of_container<'a>(
    instance: &str,
    launch: &Launch,
    container: &str,
    own: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> Labels {
    let mut labels: Labels = own
        .into_iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    labels.extend(of_instance(instance));
    let set = [
        ("cluster", launch.cluster.clone()),
        ("container-name", container.to_owned()),
        ("task-arn", launch.task_arn.clone()),
        ("task-definition-family", launch.family.clone()),
        ("task-definition-version", launch.revision.to_string()),
    ];
    labels.extend(set.map(|(name, value)| (format!("com.amazonaws.ecs.{name}"), value)));
    labels
}

/// Those of the holder of a task's network namespace.
pub(super) fn of_holder(instance: &str, launch: &Launch) -> Labels {
    let mut labels = of_container(instance, launch, "~internal~ecs~pause", []);
    labels.insert(ROLE.to_owned(), HOLDER.to_owned());
    labels
}
