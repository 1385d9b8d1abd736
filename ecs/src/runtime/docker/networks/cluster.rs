//! The network of one cluster, and who has which address in it.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::link_local::LinkLocals;
use super::make::Network;
use crate::runtime::docker::relay;
use crate::runtime::docker::runtime::Shared;

/// A cluster. Made for one task at a time; the others wait.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    name: OnceLock<String>,
    network: tokio::sync::Mutex<Option<Network>>,
    addresses: Mutex<LinkLocals>,
    /// The network or its relay may be gone.
    doubted: AtomicBool,
}

impl Cluster {
    /// Sets the network's name.
    pub(super) fn name(&self, name: &str) {
        self.name.get_or_init(|| name.to_owned());
    }

    /// Makes what is not there. The network's id, and where local-ecs is in it.
    pub(super) async fn ensure(
        &self,
        shared: &Arc<Shared>,
        arn: &str,
    ) -> Result<(String, Option<IpAddr>), String> {
        let mut known = self.network.lock().await;
        if self.doubted.load(Ordering::Acquire) {
            if let Some(network) = known.as_mut()
                && !network.check(shared).await?
            {
                *known = None;
            }
            self.doubted.store(false, Ordering::Release);
        }
        let network = if let Some(network) = known.take() {
            known.insert(network)
        } else {
            let name = self.name.get().map_or("local-ecs", String::as_str);
            known.insert(Network::make(shared, name, arn).await?)
        };
        if network.relay.is_none()
            && let Some(to) = network.agent(shared)
        {
            network.relay = Some(relay::start(shared, &network.id, to).await?);
        }
        Ok((network.id.clone(), network.host))
    }

    /// Whether that was its relay; it has none then.
    pub(super) async fn lose_relay(&self, id: &str) -> bool {
        let mut known = self.network.lock().await;
        match known.as_mut() {
            Some(network) if network.relay.as_deref() == Some(id) => {
                network.relay = None;
                true
            }
            _ => false,
        }
    }

    /// What there is, to be removed.
    pub(super) async fn take(&self) -> Option<Network> {
        self.network.lock().await.take()
    }

    pub(super) fn doubt(&self) {
        self.doubted.store(true, Ordering::Release);
    }

    pub(super) fn addresses(&self) -> MutexGuard<'_, LinkLocals> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
