//! Makes and removes a network on the engine.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bollard::errors::Error;
use bollard::models::{
    EndpointSettings, Ipam, IpamConfig, NetworkConnectRequest, NetworkCreateRequest, NetworkDisconnectRequest,
};

use super::subnets::{self, Subnet};
use crate::runtime::docker::runtime::Shared;
use crate::runtime::docker::{HOST, labels, reasons, task};

/// How many subnets are tried: each may have been taken since the engine was asked.
const TRIES: usize = 16;

/// How often, and after which pause, a network is tried to be removed from which a container is just vanishing.
const REMOVALS: usize = 10;
const REMOVAL_PAUSE: Duration = Duration::from_millis(200);

/// A network on the engine.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) id: String,
    /// Where local-ecs is, as its containers see it.
    pub(super) host: Option<IpAddr>,
    /// The id of its relay.
    pub(super) relay: Option<String>,
}

impl Network {
    /// Makes one, in a subnet that nobody uses.
    pub(super) async fn make(shared: &Shared, name: &str, cluster_arn: &str) -> Result<Self, String> {
        let taken = taken(shared).await?;
        let mut refusal = "every subnet of 10.208.0.0/12 is in use".to_owned();
        for subnet in subnets::free(&taken, fastrand::u32(..)).take(TRIES) {
            let request = NetworkCreateRequest {
                name: name.to_owned(),
                driver: Some("bridge".to_owned()),
                labels: Some(labels::of_network(&shared.settings.instance, cluster_arn)),
                ipam: Some(Ipam {
                    config: Some(vec![IpamConfig {
                        subnet: Some(subnet.to_string()),
                        ..IpamConfig::default()
                    }]),
                    ..Ipam::default()
                }),
                ..NetworkCreateRequest::default()
            };
            match shared.docker.create_network(request).await {
                Ok(created) => return Self::join(shared, created.id).await,
                Err(error) if reasons::is_gone(&error) => return Err(reasons::gone(&reasons::words(&error))),
                Err(error) => {
                    refusal = reasons::words(&error);
                    if !refusal.to_lowercase().contains("overlap") {
                        break;
                    }
                }
            }
        }
        Err(format!("the network {name} cannot be made: {refusal}"))
    }

    /// Lets local-ecs into the network, where it runs in a container itself.
    async fn join(shared: &Shared, id: String) -> Result<Self, String> {
        let mut network = Self {
            id,
            host: shared.settings.agent.map(|agent| agent.ip()),
            relay: None,
        };
        if let Some(own) = &shared.settings.own_container {
            match connect(shared, own, &network.id).await {
                Ok(address) => network.host = Some(address),
                Err(why) => {
                    network.remove(shared).await;
                    return Err(format!(
                        "local-ecs's own container {own} cannot join a cluster's network: {why}"
                    ));
                }
            }
        }
        Ok(network)
    }

    /// Where its relay forwards to, if tasks have an agent.
    pub(super) fn agent(&self, shared: &Shared) -> Option<SocketAddr> {
        Some(SocketAddr::new(self.host?, shared.settings.agent?.port()))
    }

    /// Whether it is still there; its relay is not known any more if it does not run.
    pub(super) async fn check(&mut self, shared: &Shared) -> Result<bool, String> {
        match shared.docker.inspect_network(&self.id, None).await {
            Ok(_) => {}
            Err(error) if reasons::is_missing(&error) => return Ok(false),
            Err(error) => return Err(reasons::gone(&reasons::words(&error))),
        }
        if let Some(relay) = &self.relay {
            let found = shared.docker.inspect_container(relay, None).await;
            let runs = found
                .ok()
                .and_then(|container| container.state?.running)
                .unwrap_or(false);
            if !runs {
                task::remove(&shared.docker, relay).await;
                self.relay = None;
            }
        }
        Ok(true)
    }

    /// Removes it and its relay; false if there was no engine to do so.
    pub(super) async fn remove(&self, shared: &Shared) -> bool {
        if let Some(relay) = &self.relay
            && !task::remove(&shared.docker, relay).await
        {
            return false;
        }
        if let Some(own) = &shared.settings.own_container {
            let request = NetworkDisconnectRequest {
                container: own.clone(),
                force: Some(true),
            };
            // It may never have been let in.
            let _ = shared.docker.disconnect_network(&self.id, request).await;
        }
        for _ in 0..REMOVALS {
            match shared.docker.remove_network(&self.id).await {
                Ok(()) => return true,
                Err(error) if reasons::is_missing(&error) => return true,
                Err(error) if reasons::is_gone(&error) => return false,
                Err(Error::DockerResponseServerError { message, .. })
                    if message.contains("active endpoints") =>
                {
                    tokio::time::sleep(REMOVAL_PAUSE).await;
                }
                Err(error) => {
                    tracing::warn!(
                        "the network {} cannot be removed: {}",
                        self.id,
                        reasons::words(&error)
                    );
                    return true;
                }
            }
        }
        tracing::warn!(
            "the network {} cannot be removed: containers are still in it",
            self.id
        );
        true
    }
}

/// The subnets of the engine's networks, and those that this machine has routes to.
async fn taken(shared: &Shared) -> Result<Vec<Subnet>, String> {
    let networks = shared
        .docker
        .list_networks(None)
        .await
        .map_err(|error| reasons::of_class("the networks cannot be listed", &error))?;
    let of_networks = networks
        .into_iter()
        .filter_map(|network| network.ipam?.config)
        .flatten()
        .filter_map(|config| Subnet::parse(&config.subnet?));
    // Where there is no such table the engine is the judge.
    let table = tokio::fs::read_to_string("/proc/net/route")
        .await
        .unwrap_or_default();
    Ok(of_networks.chain(subnets::routes(&table)).collect())
}

/// Connects the container, and gives its address in the network.
async fn connect(shared: &Shared, container: &str, network: &str) -> Result<IpAddr, String> {
    let request = NetworkConnectRequest {
        container: container.to_owned(),
        endpoint_config: Some(EndpointSettings {
            aliases: Some(vec![HOST.to_owned()]),
            ..EndpointSettings::default()
        }),
    };
    shared
        .docker
        .connect_network(network, request)
        .await
        .map_err(|error| reasons::words(&error))?;
    task::address(&shared.docker, container, network)
        .await
        .ok_or_else(|| "it has no address there".to_owned())
}
