//! The control plane of ECS in one account and region: pure state, driven by calls, reports and the passing of time.
//!
//! Nothing here waits, calls or reads a clock: each method is told the time, and what is to be done outside comes
//! back as [`Order`]s. So all of it is tested with virtual time.

// Every operation takes its request whole, whether it keeps a part of it or not: one table calls them all.
#![allow(clippy::needless_pass_by_value)]

mod account_settings;
mod capacity;
mod capacity_providers;
mod cluster;
mod cluster_calls;
mod container_instance;
mod container_instance_calls;
mod container_instance_told;
mod context;
mod counts;
mod ids;
mod insights;
mod lookups;
mod names;
mod not_carried_out;
mod order;
mod pace;
mod page;
mod placement;
mod protection;
mod reconcile;
mod reference;
mod registered_resources;
mod registration;
mod requirements;
mod resources;
mod services;
mod tag_calls;
mod tags;
mod task_definition_calls;
mod task_definitions;
mod tasks;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use account_settings::AccountSettings;
pub(crate) use capacity_providers::{FARGATE, FARGATE_SPOT, check_strategy};
pub(crate) use cluster::ClusterState;
pub(crate) use container_instance::ContainerInstanceState;
pub(crate) use context::ServiceKey;
pub(crate) use ids::Ids;
pub(crate) use order::Order;
pub(crate) use pace::Pace;
pub(crate) use page::Paging;
pub(crate) use reference::Reference;
pub(crate) use resources::{Resources, Shortage};
pub(crate) use task_definitions::TaskDefinitions;

use context::Context;

use crate::place::Place;

/// The state of ECS in one account and region.
#[derive(Debug)]
pub(crate) struct Plane {
    pub(crate) place: Place,
    /// By name; an inactive cluster stays until its name is used again.
    pub(crate) clusters: BTreeMap<String, ClusterState>,
    pub(crate) task_definitions: TaskDefinitions,
    account_settings: AccountSettings,
    context: Context,
}

impl Plane {
    /// Nothing yet.
    pub(crate) fn new(place: Place) -> Self {
        Self::with_ids(place, Ids::new())
    }

    /// Nothing yet, and ids that are the same each time.
    #[cfg(test)]
    pub(crate) fn seeded(place: Place, seed: u64) -> Self {
        Self::with_ids(place, Ids::seeded(seed))
    }

    fn with_ids(place: Place, ids: Ids) -> Self {
        Self {
            clusters: BTreeMap::new(),
            task_definitions: TaskDefinitions::new(place.clone()),
            account_settings: AccountSettings::default(),
            context: Context::new(place.clone(), ids),
            place,
        }
    }
}
