//! What a task takes of a container instance.

use crate::plane::Resources;
use crate::shapes::container_definition::TransportProtocol;
use crate::shapes::task::TaskOverride;
use crate::shapes::task_definition::{NetworkMode, TaskDefinition};

/// CPU and memory of the task, or else of its containers together, and the host ports that it names.
pub(crate) fn needs(definition: &TaskDefinition, overrides: &TaskOverride) -> Resources {
    let containers = || definition.container_definitions.iter();
    let overridden =
        |name: &Option<String>| overrides.container_overrides.iter().find(|one| one.name == *name);
    let whole = |text: &Option<String>| text.as_ref().and_then(|text| text.trim().parse::<i64>().ok());
    let cpu = whole(&overrides.cpu)
        .or(whole(&definition.cpu))
        .unwrap_or_else(|| {
            containers()
                .map(|one| i64::from(overridden(&one.name).and_then(|over| over.cpu).unwrap_or(one.cpu)))
                .sum()
        });
    let memory = whole(&overrides.memory)
        .or(whole(&definition.memory))
        .unwrap_or_else(|| {
            containers()
                .map(|one| {
                    let over = overridden(&one.name);
                    // The soft limit is what is reserved, where there is one.
                    over.and_then(|over| over.memory_reservation)
                        .or(one.memory_reservation)
                        .or(over.and_then(|over| over.memory))
                        .or(one.memory)
                        .map_or(0, i64::from)
                })
                .sum()
        });
    let mut needs = Resources {
        cpu,
        memory,
        ..Resources::default()
    };
    let host = definition.network_mode == Some(NetworkMode::Host);
    if definition.network_mode != Some(NetworkMode::Awsvpc) {
        for mapping in containers().flat_map(|one| &one.port_mappings) {
            let port = if host {
                mapping.host_port.or(mapping.container_port)
            } else {
                mapping.host_port
            };
            if let Some(port) = port
                .and_then(|port| u16::try_from(port).ok())
                .filter(|port| *port != 0)
            {
                match mapping.protocol {
                    Some(TransportProtocol::Udp) => needs.ports_udp.insert(port),
                    _ => needs.ports.insert(port),
                };
            }
        }
    }
    needs
}
