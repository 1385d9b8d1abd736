//! A cluster and all that is in it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::cluster_calls::check_name;
use super::services::ServiceState;
use super::tasks::{RunTaskToken, Tasks};
use super::{ContainerInstanceState, Plane, Reference};
use crate::api::ApiError;
use crate::shapes::cluster::Cluster;

/// The cluster that is meant where none is named.
pub(crate) const DEFAULT: &str = "default";

/// A cluster and all that is in it.
#[derive(Debug)]
pub(crate) struct ClusterState {
    /// What is told of it, without the counts.
    pub(crate) record: Cluster,
    /// Its hosts, by id.
    pub(crate) container_instances: BTreeMap<String, ContainerInstanceState>,
    /// Its name, shared by all that are in it.
    pub(super) key: Arc<str>,
    pub(crate) tasks: Tasks,
    /// By name; a deleted one stays until its name is used again.
    pub(crate) services: BTreeMap<Arc<str>, ServiceState>,
    /// Calls of `RunTask` with client tokens, the oldest first.
    pub(super) tokens: VecDeque<RunTaskToken>,
}

impl ClusterState {
    pub(crate) fn new(record: Cluster) -> Self {
        Self {
            key: record.cluster_name.as_deref().unwrap_or_default().into(),
            record,
            container_instances: BTreeMap::new(),
            tasks: Tasks::default(),
            services: BTreeMap::new(),
            tokens: VecDeque::new(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.record.cluster_name.as_deref().unwrap_or_default()
    }

    /// Its name, shared by all that are in it.
    pub(super) fn key(&self) -> Arc<str> {
        Arc::clone(&self.key)
    }

    pub(crate) fn arn(&self) -> &str {
        self.record.cluster_arn.as_deref().unwrap_or_default()
    }

    /// Whether it has not been deleted.
    pub(crate) fn is_active(&self) -> bool {
        self.record.status.as_deref() == Some("ACTIVE")
    }
}

impl Plane {
    /// The active cluster of that name or ARN; `default` where none is named.
    ///
    /// # Errors
    /// There is none, or it has been deleted.
    pub(crate) fn cluster(&self, reference: Option<&str>) -> Result<&ClusterState, ApiError> {
        let name = self.cluster_name(reference)?;
        active(name.and_then(|name| self.clusters.get(name)))
    }

    /// The same, to be changed.
    ///
    /// # Errors
    /// There is none, or it has been deleted.
    pub(crate) fn cluster_mut(&mut self, reference: Option<&str>) -> Result<&mut ClusterState, ApiError> {
        let name = self.cluster_name(reference)?.map(str::to_owned);
        let found = name.and_then(|name| self.clusters.get_mut(&name));
        active(found.as_deref())?;
        found.ok_or_else(not_found)
    }

    /// The name that a reference means here; `None` for an ARN of elsewhere.
    pub(super) fn cluster_name<'a>(&self, reference: Option<&'a str>) -> Result<Option<&'a str>, ApiError> {
        match reference {
            None | Some("") => Ok(Some(DEFAULT)),
            Some(text) => {
                let name = Reference::parse(&self.place, "cluster", text)?.id();
                name.map(check_name).transpose()?;
                Ok(name)
            }
        }
    }
}

fn active(found: Option<&ClusterState>) -> Result<&ClusterState, ApiError> {
    match found {
        Some(cluster) if cluster.is_active() => Ok(cluster),
        Some(_) => Err(ApiError::new(
            "ClusterNotFoundException",
            "The referenced cluster was inactive.",
        )),
        None => Err(not_found()),
    }
}

fn not_found() -> ApiError {
    ApiError::new("ClusterNotFoundException", "Cluster not found.")
}
