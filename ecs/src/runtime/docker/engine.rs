//! The engine: whether one answers, and how it and local-ecs reach each other.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use bollard::Docker;
use bollard::models::IpamConfig;

/// How long an engine may take to say that it is there: one that is busy starting containers takes a while.
const ANSWER: Duration = Duration::from_secs(10);

/// No engine can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoEngine {
    /// None answers.
    #[error("no Docker engine answers ({0}): start one, or run tasks as processes")]
    Silent(String),
    /// Its bridge network tells no address at which containers reach this machine.
    #[error(
        "the Docker engine's network `bridge` tells no gateway address ({0}): say where containers reach local-ecs"
    )]
    NoBridge(String),
}

/// The engine of the environment (`DOCKER_HOST`, else the usual socket), if it answers.
pub(crate) async fn connect() -> Result<Docker, NoEngine> {
    let silent = |error: &bollard::errors::Error| NoEngine::Silent(command_line::one_line(error));
    let docker = Docker::connect_with_defaults().map_err(|error| silent(&error))?;
    answers(&docker).await.map_err(NoEngine::Silent)?;
    docker.negotiate_version().await.map_err(|error| silent(&error))
}

/// Asks the engine whether it is there.
pub(super) async fn answers(docker: &Docker) -> Result<(), String> {
    match tokio::time::timeout(ANSWER, docker.ping()).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(command_line::one_line(&error)),
        Err(_) => Err(format!("no answer within {ANSWER:?}")),
    }
}

/// An address of the machine of the engine that containers of every bridge network reach: a listener there is
/// reached by tasks and relays, and not from other machines.
pub(crate) async fn bridge_address(docker: &Docker) -> Result<IpAddr, NoEngine> {
    let bridge = docker
        .inspect_network("bridge", None)
        .await
        .map_err(|error| NoEngine::NoBridge(command_line::one_line(&error)))?;
    let configs = bridge.ipam.and_then(|ipam| ipam.config).unwrap_or_default();
    configs
        .iter()
        .find_map(gateway)
        .ok_or_else(|| NoEngine::NoBridge("it has none".to_owned()))
}

/// The network's gateway, which engines do not always tell: then it is the first address of the subnet.
fn gateway(config: &IpamConfig) -> Option<IpAddr> {
    if let Some(gateway) = config.gateway.as_ref().filter(|gateway| !gateway.is_empty()) {
        return gateway.parse().ok();
    }
    let (subnet, _) = config.subnet.as_ref()?.split_once('/')?;
    let subnet: Ipv4Addr = subnet.parse().ok()?;
    Some(Ipv4Addr::from(u32::from(subnet).checked_add(1)?).into())
}

/// The id of the container of this engine that this process runs in, if it does: by default a container's host
/// name is the beginning of its id.
pub(crate) async fn own_container(docker: &Docker) -> Option<String> {
    let hostname = tokio::fs::read_to_string("/proc/sys/kernel/hostname")
        .await
        .ok()?;
    let hostname = hostname.trim();
    if hostname.len() < 12 || !hostname.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let container = docker.inspect_container(hostname, None).await.ok()?;
    container.id.filter(|id| id.starts_with(hostname))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_that_is_not_told_is_the_first_address() {
        let of = |gateway: Option<&str>, subnet: Option<&str>| {
            text(&IpamConfig {
                gateway: gateway.map(str::to_owned),
                subnet: subnet.map(str::to_owned),
                ..IpamConfig::default()
            })
        };
        assert_eq!(
            of(Some("172.17.9.9"), Some("172.17.0.0/16")).as_deref(),
            Some("172.17.9.9")
        );
        assert_eq!(of(None, Some("172.17.0.0/16")).as_deref(), Some("172.17.0.1"));
        assert_eq!(of(Some(""), Some("fd00::/64")), None);
    }

    fn text(config: &IpamConfig) -> Option<String> {
        gateway(config).map(|address| address.to_string())
    }
}
