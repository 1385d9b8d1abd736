//! The control plane of ECS in one account and region: pure state, driven by calls, reports and the passing of time.
//!
//! Nothing here waits, calls or reads a clock: each method is told the time, and what is to be done outside comes
//! back as [`Order`]s. So all of it is tested with virtual time.

mod account_settings;
mod capacity_providers;
mod cluster;
mod cluster_calls;
mod container_instance;
mod container_instance_calls;
mod container_instance_told;
mod counts;
mod id;
mod lookups;
mod names;
mod order;
mod page;
mod reference;
mod registered_resources;
mod registration;
mod resources;
mod tag_calls;
mod tags;
mod task_definition_calls;
mod task_definitions;

use std::collections::BTreeMap;

use account_settings::AccountSettings;
pub(crate) use capacity_providers::{FARGATE, FARGATE_SPOT, check_strategy};
pub(crate) use cluster::ClusterState;
pub(crate) use container_instance::ContainerInstanceState;
pub(crate) use id::new_id;
pub(crate) use order::Order;
pub(crate) use page::Paging;
pub(crate) use reference::Reference;
pub(crate) use resources::{Resources, Shortage};
pub(crate) use task_definitions::TaskDefinitions;

use crate::place::Place;
use crate::runtime::Report;
use crate::shapes::Timestamp;

/// The state of ECS in one account and region.
#[derive(Debug)]
pub(crate) struct Plane {
    pub(crate) place: Place,
    /// By name; an inactive cluster stays until its name is used again.
    pub(crate) clusters: BTreeMap<String, ClusterState>,
    pub(crate) task_definitions: TaskDefinitions,
    account_settings: AccountSettings,
}

impl Plane {
    /// Nothing yet.
    pub(crate) fn new(place: Place) -> Self {
        Self {
            clusters: BTreeMap::new(),
            task_definitions: TaskDefinitions::new(place.clone()),
            account_settings: AccountSettings::default(),
            place,
        }
    }

    /// Takes note of what has become of a task. One that is unknown is left alone.
    pub(crate) fn report(&mut self, _now: Timestamp, _task: &str, _report: Report) {}

    /// Does all that is due, and says what the runtime has to do for it. To be called after every call and report,
    /// and when [`Plane::next_due`] has come.
    pub(crate) fn reconcile(&mut self, _now: Timestamp) -> Vec<Order> {
        Vec::new()
    }

    /// When something is due by the passing of time alone.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        None
    }
}
