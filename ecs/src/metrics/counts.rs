//! What is measured.

use crate::place::Place;

/// The clusters of an account and region that have Container Insights on (`enabled` or `enhanced`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlaceCounts {
    pub(crate) place: Place,
    pub(crate) clusters: Vec<ClusterCounts>,
}

/// A cluster and its active services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClusterCounts {
    pub(crate) name: String,
    /// All tasks that run in it, those of no service among them.
    pub(crate) running_tasks: usize,
    pub(crate) services: Vec<ServiceCounts>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServiceCounts {
    pub(crate) name: String,
    pub(crate) running: usize,
    pub(crate) desired: usize,
    pub(crate) pending: usize,
}
