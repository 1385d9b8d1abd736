//! What is filled in where a container says nothing.

use crate::shapes::container_definition::{ContainerDefinition, TransportProtocol};
use crate::shapes::task_definition::NetworkMode;

pub(super) fn container(container: &mut ContainerDefinition, network_mode: NetworkMode) {
    container.essential.get_or_insert(true);
    for mapping in &mut container.port_mappings {
        mapping.protocol.get_or_insert(TransportProtocol::Tcp);
        if mapping.container_port_range.is_some() {
            continue;
        }
        match network_mode {
            NetworkMode::Awsvpc | NetworkMode::Host => mapping.host_port = mapping.container_port,
            NetworkMode::Bridge | NetworkMode::None => {
                mapping.host_port.get_or_insert(0);
            }
        }
    }
    if let Some(check) = &mut container.health_check {
        check.interval.get_or_insert(30);
        check.timeout.get_or_insert(5);
        check.retries.get_or_insert(3);
    }
}
