//! The ports of containers.

use std::collections::BTreeSet;

use super::refuse;
use crate::api::ApiError;
use crate::shapes::container_definition::{ContainerDefinition, PortMapping, TransportProtocol};
use crate::shapes::task_definition::NetworkMode;

const PORTS: std::ops::RangeInclusive<i32> = 1..=65_535;
/// The longest name of a mapping.
const NAME: usize = 64;

/// Checks the port mappings of all containers together.
pub(super) fn check(containers: &[ContainerDefinition], network_mode: NetworkMode) -> Result<(), ApiError> {
    let mut names = BTreeSet::new();
    let mut taken = BTreeSet::new();
    for container in containers {
        let name = container.name.as_deref().unwrap_or_default();
        if network_mode == NetworkMode::None && !container.port_mappings.is_empty() {
            return refuse(format!(
                "Container '{name}' cannot have port mappings when networkMode=none."
            ));
        }
        for mapping in &container.port_mappings {
            check_mapping(name, mapping, network_mode)?;
            if let Some(mapping_name) = &mapping.name
                && !names.insert(mapping_name)
            {
                return refuse(format!(
                    "The port mapping name '{mapping_name}' is used more than once."
                ));
            }
            let host_port = match network_mode {
                // Containers of a task share one address.
                NetworkMode::Awsvpc | NetworkMode::Host => mapping.container_port,
                NetworkMode::Bridge | NetworkMode::None => mapping.host_port.filter(|port| *port != 0),
            };
            let protocol = mapping.protocol.unwrap_or(TransportProtocol::Tcp);
            if let Some(port) = host_port
                && !taken.insert((port, protocol))
            {
                return refuse(format!(
                    "The host port {port} is used more than once in the task definition."
                ));
            }
        }
    }
    Ok(())
}

fn check_mapping(container: &str, mapping: &PortMapping, network_mode: NetworkMode) -> Result<(), ApiError> {
    if let Some(name) = &mapping.name {
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        let good = (1..=NAME).contains(&name.len()) && name.bytes().all(allowed) && !name.starts_with('-');
        if !good {
            return refuse(format!(
                "A port mapping's name can have {NAME} lowercase letters, digits, hyphens and underscores, and \
                 cannot start with a hyphen; one of container '{container}' is another."
            ));
        }
    }
    if let Some(range) = &mapping.container_port_range {
        if mapping.container_port.is_some() || mapping.host_port.is_some() {
            return refuse(format!(
                "A port mapping of container '{container}' has a containerPortRange and a containerPort or \
                 hostPort: it can have one of them."
            ));
        }
        return check_range(container, range, network_mode);
    }
    let Some(port) = mapping.container_port else {
        return refuse(format!(
            "A port mapping of container '{container}' has no containerPort."
        ));
    };
    if !PORTS.contains(&port) {
        return refuse(format!(
            "Invalid 'containerPort' setting for container '{container}': it must be from 1 to 65535, and is {port}."
        ));
    }
    let Some(host_port) = mapping.host_port else {
        return Ok(());
    };
    if host_port != 0 && !PORTS.contains(&host_port) {
        return refuse(format!(
            "Invalid 'hostPort' setting for container '{container}': it must be from 0 to 65535, and is {host_port}."
        ));
    }
    let mode = match network_mode {
        NetworkMode::Awsvpc => "awsvpc",
        NetworkMode::Host => "host",
        NetworkMode::Bridge | NetworkMode::None => return Ok(()),
    };
    if host_port != 0 && host_port != port {
        return refuse(format!(
            "When networkMode={mode}, the host ports and container ports in port mappings must match."
        ));
    }
    Ok(())
}

fn check_range(container: &str, range: &str, network_mode: NetworkMode) -> Result<(), ApiError> {
    let ends = range
        .split_once('-')
        .and_then(|(first, last)| Some((first.parse::<i32>().ok()?, last.parse::<i32>().ok()?)));
    let good =
        ends.is_some_and(|(first, last)| PORTS.contains(&first) && PORTS.contains(&last) && first <= last);
    if !good || !matches!(network_mode, NetworkMode::Bridge | NetworkMode::Awsvpc) {
        return refuse(format!(
            "Invalid 'containerPortRange' setting for container '{container}': a range as in '8000-8010' with \
             networkMode=bridge or awsvpc is wanted."
        ));
    }
    Ok(())
}
