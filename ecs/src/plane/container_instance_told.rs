//! What is told of a container instance.

use super::{ClusterState, ContainerInstanceState, registered_resources};
use crate::shapes::container_instance::{ContainerInstance, ContainerInstanceStatus};

pub(super) fn told(
    cluster: &ClusterState,
    instance: &ContainerInstanceState,
    with_tags: bool,
) -> ContainerInstance {
    let (running_tasks_count, pending_tasks_count) = cluster.counts_of_instance(&instance.arn);
    ContainerInstance {
        container_instance_arn: Some(instance.arn.clone()),
        ec2_instance_id: Some(instance.ec2_instance_id.clone()),
        version: Some(instance.version),
        version_info: Some(instance.version_info.clone()),
        remaining_resources: registered_resources::told(&instance.remaining),
        registered_resources: registered_resources::told(&instance.registered),
        status: Some(
            match instance.status {
                ContainerInstanceStatus::Active => "ACTIVE",
                ContainerInstanceStatus::Draining => "DRAINING",
                ContainerInstanceStatus::Registering => "REGISTERING",
                ContainerInstanceStatus::Deregistering => "DEREGISTERING",
                ContainerInstanceStatus::RegistrationFailed => "REGISTRATION_FAILED",
            }
            .to_owned(),
        ),
        agent_connected: true,
        running_tasks_count,
        pending_tasks_count,
        attributes: instance.attributes.clone(),
        registered_at: Some(instance.registered_at),
        tags: if with_tags {
            instance.tags.clone()
        } else {
            Vec::new()
        },
        ..ContainerInstance::default()
    }
}
