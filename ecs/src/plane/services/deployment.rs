//! A deployment: the tasks of a service that are made from one service revision.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::throttle::Throttle;
use crate::plane::capacity::Capacity;
use crate::plane::context::TaskId;
use crate::shapes::Timestamp;
use crate::shapes::common::NetworkConfiguration;
use crate::shapes::service::{DeploymentRolloutState, LoadBalancer, ServiceRegistry};
use crate::shapes::task_definition::TaskDefinition;

/// What the tasks of a deployment are made from. Never changed.
#[derive(Debug)]
pub(crate) struct Revision {
    /// 19 digits; the deployment's too.
    pub(crate) number: u64,
    pub(crate) definition: Arc<TaskDefinition>,
    pub(crate) capacity: Capacity,
    pub(crate) platform_version: Option<String>,
    pub(crate) network: Option<NetworkConfiguration>,
    pub(crate) load_balancers: Vec<LoadBalancer>,
    pub(crate) registries: Vec<ServiceRegistry>,
    pub(crate) created_at: Timestamp,
}

/// How a task that is meant to run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    /// It runs, and a health check says that it should not.
    Unhealthy,
    /// It does not run yet.
    Pending,
    /// It runs, and its health checks have not said anything yet.
    Starting,
    /// It runs, and nothing is known to be wrong.
    Healthy,
}

/// A deployment and the tasks that it has started and that are meant to run.
#[derive(Debug)]
pub(crate) struct DeploymentState {
    pub(crate) revision: Arc<Revision>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) rollout: DeploymentRolloutState,
    pub(crate) rollout_reason: String,
    /// Failed tasks, as the circuit breaker counts them.
    pub(crate) failed_tasks: usize,
    /// Whether it has ever been completed: then a later one that fails can be rolled back to it.
    pub(super) completed: bool,
    pub(super) throttle: Throttle,
    live: BTreeMap<TaskId, Live>,
    /// By condition.
    counts: [usize; 4],
}

#[derive(Debug)]
struct Live {
    condition: Condition,
    provider: Option<String>,
}

impl DeploymentState {
    pub(super) fn new(revision: Revision, now: Timestamp) -> Self {
        let reason = format!("ECS deployment ecs-svc/{} in progress.", revision.number);
        Self {
            revision: Arc::new(revision),
            created_at: now,
            updated_at: now,
            rollout: DeploymentRolloutState::InProgress,
            rollout_reason: reason,
            failed_tasks: 0,
            completed: false,
            throttle: Throttle::default(),
            live: BTreeMap::new(),
            counts: [0; 4],
        }
    }

    /// `ecs-svc/<19 digits>`.
    pub(crate) fn id(&self) -> String {
        format!("ecs-svc/{}", self.revision.number)
    }

    /// How many of its tasks are meant to run.
    pub(crate) fn live(&self) -> usize {
        self.live.len()
    }

    /// How many of them stand so.
    pub(crate) fn count(&self, condition: Condition) -> usize {
        match self.counts.get(condition as usize) {
            Some(count) => *count,
            None => 0,
        }
    }

    /// How many run.
    pub(crate) fn running(&self) -> usize {
        self.live() - self.count(Condition::Pending)
    }

    /// How many of its tasks the capacity provider has.
    pub(super) fn on_provider(&self, provider: &str) -> usize {
        self.live
            .values()
            .filter(|live| live.provider.as_deref() == Some(provider))
            .count()
    }

    pub(super) fn joins(&mut self, id: TaskId, provider: Option<String>) {
        self.bump(Condition::Pending, 1);
        self.live.insert(
            id,
            Live {
                condition: Condition::Pending,
                provider,
            },
        );
    }

    pub(super) fn leaves(&mut self, id: &TaskId) {
        if let Some(live) = self.live.remove(id) {
            self.bump(live.condition, -1);
        }
    }

    /// Returns whether the task is one of its own.
    pub(super) fn set_condition(&mut self, id: &TaskId, condition: Condition) -> bool {
        let Some(live) = self.live.get_mut(id) else {
            return false;
        };
        let before = std::mem::replace(&mut live.condition, condition);
        self.bump(before, -1);
        self.bump(condition, 1);
        true
    }

    fn bump(&mut self, condition: Condition, by: isize) {
        if let Some(count) = self.counts.get_mut(condition as usize) {
            *count = count.saturating_add_signed(by);
        }
    }

    /// Its tasks with their conditions and providers, by id.
    pub(super) fn tasks(&self) -> impl Iterator<Item = (&TaskId, Condition, Option<&str>)> {
        self.live
            .iter()
            .map(|(id, live)| (id, live.condition, live.provider.as_deref()))
    }

    pub(super) fn set_rollout(&mut self, rollout: DeploymentRolloutState, reason: String, now: Timestamp) {
        self.rollout = rollout;
        self.rollout_reason = reason;
        self.updated_at = now;
    }
}
