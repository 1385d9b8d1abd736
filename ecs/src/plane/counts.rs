//! How many tasks and services a cluster and its hosts have.

use super::{ClusterState, Plane};
use crate::shapes::Timestamp;

/// Numbers by where tasks run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByLaunchType {
    pub(crate) ec2: i32,
    pub(crate) fargate: i32,
}

impl ByLaunchType {
    pub(crate) fn total(self) -> i32 {
        self.ec2 + self.fargate
    }
}

/// What a cluster has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) running_tasks: ByLaunchType,
    /// Those that are on their way to running.
    pub(crate) pending_tasks: ByLaunchType,
    pub(crate) active_services: ByLaunchType,
    pub(crate) draining_services: ByLaunchType,
}

impl ClusterState {
    /// What the cluster has now.
    pub(crate) fn counts(&self) -> Counts {
        Counts::default()
    }

    /// The running and pending tasks of a host.
    pub(crate) fn counts_of_instance(&self, _arn: &str) -> (i32, i32) {
        (0, 0)
    }
}

impl Plane {
    /// A host has been taken away: nobody looks after its tasks any more.
    pub(super) fn container_instance_is_gone(&mut self, _now: Timestamp, _cluster: &str, _arn: &str) {}
}
