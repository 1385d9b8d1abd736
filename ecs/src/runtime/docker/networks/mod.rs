//! A network for each cluster, made when its first task needs it.
//!
//! Every network is a segment of its own, so each can have the agent's address of ECS: a relay at 169.254.170.2
//! forwards to the agent of local-ecs. Each container has a link-local address too, to reach it by.

mod cluster;
mod link_local;
mod make;
mod subnets;

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(super) use link_local::RELAY;

use self::cluster::Cluster;
use self::make::Network;
use super::body::Attachment;
use super::runtime::Shared;
use crate::runtime::Launch;

/// The clusters' networks.
#[derive(Debug, Default)]
pub(super) struct Networks {
    clusters: Mutex<HashMap<String, Arc<Cluster>>>,
    /// Those that could not be removed because there was no engine.
    left_behind: Mutex<Vec<Network>>,
}

impl Networks {
    /// Places in the network of the task's cluster.
    pub(super) async fn attach(
        &self,
        shared: &Arc<Shared>,
        launch: &Launch,
        count: usize,
    ) -> Result<Vec<Attachment>, String> {
        let cluster = self
            .clusters()
            .entry(launch.cluster_arn.clone())
            .or_default()
            .clone();
        cluster.name(&super::names::network(&shared.settings.instance, launch));
        // On a task of its own: who waits for it may give up, and half a network must not be left.
        let ensured = {
            let (cluster, shared, arn) = (cluster.clone(), shared.clone(), launch.cluster_arn.clone());
            tokio::spawn(async move { cluster.ensure(&shared, &arn).await })
        };
        let (network, host) = ensured
            .await
            .unwrap_or_else(|_| Err("the network of the cluster could not be made".to_owned()))
            .map_err(|why| format!("ResourceInitializationError: {why}"))?;
        let mut attachments = Vec::new();
        for _ in 0..count {
            let Some(link_local) = cluster.addresses().give() else {
                self.detach(
                    &launch.cluster_arn,
                    &attachments
                        .iter()
                        .map(|attachment: &Attachment| attachment.link_local)
                        .collect::<Vec<_>>(),
                );
                return Err(
                    "ResourceInitializationError: the network of the cluster has no address left".to_owned(),
                );
            };
            attachments.push(Attachment {
                network: network.clone(),
                link_local,
                host,
            });
        }
        Ok(attachments)
    }

    /// Takes the addresses back.
    pub(super) fn detach(&self, cluster_arn: &str, addresses: &[Ipv4Addr]) {
        if let Some(cluster) = self.clusters().get(cluster_arn) {
            let mut given = cluster.addresses();
            for address in addresses {
                given.take_back(*address);
            }
        }
    }

    /// The relay with that id has ended: another takes its place.
    pub(super) async fn relay_died(&self, shared: &Arc<Shared>, id: &str) {
        let clusters: Vec<(String, Arc<Cluster>)> = self
            .clusters()
            .iter()
            .map(|(arn, cluster)| (arn.clone(), cluster.clone()))
            .collect();
        for (arn, cluster) in clusters {
            if cluster.lose_relay(id).await {
                tracing::warn!("the relay of a network has ended, and is started again");
                if let Err(why) = cluster.ensure(shared, &arn).await {
                    tracing::warn!("the relay of a network cannot be started again: {why}");
                }
                return;
            }
        }
    }

    /// The engine was away: what is known of its networks may not be true any more.
    pub(super) fn doubt(&self) {
        for cluster in self.clusters().values() {
            cluster.doubt();
        }
    }

    /// Removes what could not be removed before.
    pub(super) async fn remove_left_behind(&self, shared: &Shared) {
        let networks = std::mem::take(&mut *self.left_behind());
        for network in networks {
            self.remove(shared, network).await;
        }
    }

    /// Removes the cluster's network.
    pub(super) async fn forget(&self, shared: &Shared, cluster_arn: &str) {
        let cluster = self.clusters().remove(cluster_arn);
        if let Some(cluster) = cluster
            && let Some(network) = cluster.take().await
        {
            self.remove(shared, network).await;
        }
    }

    /// Removes every network.
    pub(super) async fn forget_all(&self, shared: &Shared) {
        let clusters: Vec<String> = self.clusters().keys().cloned().collect();
        futures::future::join_all(clusters.iter().map(|cluster| self.forget(shared, cluster))).await;
        self.remove_left_behind(shared).await;
    }

    async fn remove(&self, shared: &Shared, network: Network) {
        if !network.remove(shared).await {
            self.left_behind().push(network);
        }
    }

    fn clusters(&self) -> MutexGuard<'_, HashMap<String, Arc<Cluster>>> {
        self.clusters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn left_behind(&self) -> MutexGuard<'_, Vec<Network>> {
        self.left_behind.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
