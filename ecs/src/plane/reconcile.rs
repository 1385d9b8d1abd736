//! What is due: the scheduler looks at each service that something has happened to, and new tasks go to the runtime.

use std::sync::Arc;

use super::context::Context;
use super::services::Scheduler;
use super::{ClusterState, Order, Plane, ServiceKey};
use crate::shapes::Timestamp;

impl Plane {
    /// Does all that is due, and says what the runtime has to do for it. To be called after every call and report,
    /// and when [`Plane::next_due`] has come.
    pub(crate) fn reconcile(&mut self, now: Timestamp) -> Vec<Order> {
        let now = self.context.at(now);
        while let Some(key) = self.context.next_service(now) {
            self.schedule(&key, now);
        }
        for (cluster, id) in self.context.take_starting() {
            if let Some(cluster) = self.clusters.get_mut(&*cluster) {
                cluster.hand_over(&id, &mut self.context);
            }
        }
        let remembered = now - self.context.pace.remember_stopped;
        for cluster in self.clusters.values_mut() {
            cluster.tasks.forget(remembered);
        }
        self.context.take_orders()
    }

    /// When something is due by the passing of time alone.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        let forgotten = self
            .clusters
            .values()
            .filter_map(|cluster| cluster.tasks.first_stopped())
            .min()
            .map(|time| time + self.context.pace.remember_stopped);
        self.context.first_due().into_iter().chain(forgotten).min()
    }

    fn schedule(&mut self, key: &ServiceKey, now: Timestamp) {
        let Some(cluster) = self.clusters.get_mut(&*key.cluster) else {
            return;
        };
        let cluster_arn = cluster.record.cluster_arn.clone().unwrap_or_default();
        let Some(service) = cluster.services.get_mut(&key.service) else {
            return;
        };
        let before = service.due;
        let due = Scheduler {
            key,
            cluster_arn: &cluster_arn,
            service,
            tasks: &mut cluster.tasks,
            instances: &mut cluster.container_instances,
            definitions: &self.task_definitions,
            context: &mut self.context,
            now,
            due: None,
        }
        .run();
        // What is due now has been done: it must not be due again at the same time.
        let due = due.filter(|time| *time > now);
        service.due = due;
        self.context.set_due(key, before, due);
    }
}

impl ClusterState {
    /// Something about the cluster has changed that may give room to tasks: those that wait for it are looked at.
    pub(crate) fn touch_unplaced(&self, context: &mut Context) {
        for service in self.services.values().filter(|service| service.unplaced) {
            context.touch(ServiceKey {
                cluster: Arc::clone(&self.key),
                service: Arc::clone(&service.name),
            });
        }
    }
}
