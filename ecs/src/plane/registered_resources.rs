//! What a host says that it has: `CPU`, `MEMORY`, and the ports that are taken from the beginning.

use std::collections::BTreeSet;

use super::Resources;
use super::names::shown;
use crate::api::ApiError;
use crate::shapes::container_instance::Resource;

/// Reads the resources of a registration.
///
/// # Errors
/// CPU or memory is missing, or a port is none.
pub(super) fn registered(resources: &[Resource]) -> Result<Resources, ApiError> {
    let find = |name: &str| {
        resources
            .iter()
            .find(|resource| resource.name.as_deref() == Some(name))
    };
    let amount = |name: &str| {
        find(name)
            .map(|resource| {
                let whole = i64::from(resource.integer_value);
                if whole == 0 {
                    resource.long_value.unwrap_or(0)
                } else {
                    whole
                }
            })
            .filter(|amount| (1..=i64::from(i32::MAX)).contains(amount))
            .ok_or_else(|| {
                ApiError::invalid_parameter(format!(
                    "totalResources must have an INTEGER named {name} that is greater than zero."
                ))
            })
    };
    let ports = |name: &str| -> Result<BTreeSet<u16>, ApiError> {
        find(name)
            .into_iter()
            .flat_map(|resource| &resource.string_set_value)
            .map(|port| {
                port.parse().map_err(|_| {
                    ApiError::invalid_parameter(format!(
                        "'{}' of the resource {name} is no port.",
                        shown(port)
                    ))
                })
            })
            .collect()
    };
    Ok(Resources {
        cpu: amount("CPU")?,
        memory: amount("MEMORY")?,
        ports: ports("PORTS")?,
        ports_udp: ports("PORTS_UDP")?,
    })
}

/// Tells resources as the API does.
pub(super) fn told(resources: &Resources) -> Vec<Resource> {
    let amount = |name: &str, amount: i64| Resource {
        name: Some(name.to_owned()),
        r#type: Some("INTEGER".to_owned()),
        double_value: Some(0.0),
        long_value: Some(0),
        integer_value: i32::try_from(amount).unwrap_or(0),
        string_set_value: Vec::new(),
    };
    let ports = |name: &str, ports: &BTreeSet<u16>| Resource {
        name: Some(name.to_owned()),
        r#type: Some("STRINGSET".to_owned()),
        double_value: Some(0.0),
        long_value: Some(0),
        integer_value: 0,
        string_set_value: ports.iter().map(u16::to_string).collect(),
    };
    vec![
        amount("CPU", resources.cpu),
        amount("MEMORY", resources.memory),
        ports("PORTS", &resources.ports),
        ports("PORTS_UDP", &resources.ports_udp),
    ]
}
