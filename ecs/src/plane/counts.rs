//! How many tasks and services a cluster and its hosts have.

use super::services::ServiceStatus;
use super::tasks::{Status, StopCause};
use super::{ClusterState, Plane};
use crate::shapes::Timestamp;
use crate::shapes::common::LaunchType;
use crate::shapes::task::TaskStopCode;

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

impl ByLaunchType {
    fn add(&mut self, fargate: bool) {
        if fargate {
            self.fargate += 1;
        } else {
            self.ec2 += 1;
        }
    }
}

impl ClusterState {
    /// What the cluster has now.
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for task in self.tasks.iter() {
            let fargate = task.record.launch_type == Some(LaunchType::Fargate);
            if task.status == Status::Running {
                counts.running_tasks.add(fargate);
            } else if task.status.is_pending() {
                counts.pending_tasks.add(fargate);
            }
        }
        for service in self.services.values() {
            let fargate = service
                .primary()
                .is_some_and(|primary| primary.revision.capacity.launch_type() == LaunchType::Fargate);
            match service.status {
                ServiceStatus::Active => counts.active_services.add(fargate),
                ServiceStatus::Draining { .. } => counts.draining_services.add(fargate),
                ServiceStatus::Inactive => {}
            }
        }
        counts
    }

    /// The running and pending tasks of a host.
    pub(crate) fn counts_of_instance(&self, arn: &str) -> (i32, i32) {
        let on_host = self
            .tasks
            .iter()
            .filter(|task| task.record.container_instance_arn.as_deref() == Some(arn));
        on_host.fold((0, 0), |(running, pending), task| match task.status {
            Status::Running => (running + 1, pending),
            status if status.is_pending() => (running, pending + 1),
            _ => (running, pending),
        })
    }
}

impl Plane {
    /// A host has been taken away: nobody looks after its tasks any more.
    pub(super) fn container_instance_is_gone(&mut self, now: Timestamp, cluster: &str, arn: &str) {
        let now = self.context.at(now);
        let Some(cluster) = self.clusters.get_mut(cluster) else {
            return;
        };
        let ids: Vec<_> = cluster
            .tasks
            .iter()
            .filter(|task| task.wanted && task.record.container_instance_arn.as_deref() == Some(arn))
            .map(|task| task.id.clone())
            .collect();
        for id in ids {
            let cause = StopCause::new(
                TaskStopCode::TerminationNotice,
                "Host EC2 container instance terminated.",
            );
            cluster.stop_one(&id, cause, now, &mut self.context);
        }
    }
}
