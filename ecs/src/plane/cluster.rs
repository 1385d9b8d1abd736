//! A cluster and all that is in it.

use crate::shapes::cluster::Cluster;

/// A cluster and all that is in it.
#[derive(Debug)]
pub(crate) struct ClusterState {
    /// What is told of it, without the counts.
    pub(crate) record: Cluster,
}
