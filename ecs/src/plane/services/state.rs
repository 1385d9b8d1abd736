//! A service.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::deployment::{Condition, DeploymentState};
use super::{Events, History, Trouble};
use crate::plane::Pace;
use crate::plane::context::TaskId;
use crate::plane::placement::Rules;
use crate::shapes::Timestamp;
use crate::shapes::service::{DeploymentConfiguration, Service};

/// What is wanted of a service as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceStatus {
    Active,
    /// It is being deleted, and still has tasks.
    Draining {
        /// Deleted by force: its tasks are stopped though they are protected.
        force: bool,
    },
    /// It has been deleted.
    Inactive,
}

impl ServiceStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining { .. } => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// A service, its deployments and what has become of it.
#[derive(Debug)]
pub(crate) struct ServiceState {
    pub(crate) name: Arc<str>,
    /// What is told of it and does not follow from the rest.
    pub(crate) record: Service,
    pub(crate) status: ServiceStatus,
    pub(crate) desired: usize,
    /// The primary one first, then from newer to older.
    pub(crate) deployments: Vec<DeploymentState>,
    /// Protected tasks and until when; those that have lapsed may still be here.
    pub(crate) protected: BTreeMap<TaskId, Timestamp>,
    pub(crate) events: Events,
    pub(crate) history: History,
    pub(super) rules: Rules,
    /// Whether the steady state has been told of.
    pub(super) steady: bool,
    /// Whether tasks wait for room on a host.
    pub(crate) unplaced: bool,
    /// When something is due by the passing of time.
    pub(in crate::plane) due: Option<Timestamp>,
    /// The call that made it, if it had a client token.
    pub(super) made_by: Option<(String, crate::shapes::service::CreateServiceRequest)>,
}

impl ServiceState {
    pub(crate) fn configuration(&self) -> DeploymentConfiguration {
        self.record.deployment_configuration.clone().unwrap_or_default()
    }

    /// The deployment that tasks are started by.
    pub(crate) fn primary(&self) -> Option<&DeploymentState> {
        self.deployments.first()
    }

    pub(super) fn deployment_mut(&mut self, number: u64) -> Option<&mut DeploymentState> {
        self.deployments
            .iter_mut()
            .find(|deployment| deployment.revision.number == number)
    }

    /// How many of its tasks are meant to run.
    pub(crate) fn live(&self) -> usize {
        self.deployments.iter().map(DeploymentState::live).sum()
    }

    /// How many run, of those that are meant to.
    pub(crate) fn running(&self) -> usize {
        self.deployments.iter().map(DeploymentState::running).sum()
    }

    pub(crate) fn pending(&self) -> usize {
        self.live() - self.running()
    }

    pub(super) fn healthy(&self) -> usize {
        self.deployments
            .iter()
            .map(|deployment| deployment.count(Condition::Healthy))
            .sum()
    }

    /// Whether the task is protected now.
    pub(crate) fn is_protected(&self, id: &TaskId, now: Timestamp) -> bool {
        self.protected.get(id).is_some_and(|until| *until > now)
    }

    /// A task is no longer meant to run.
    pub(in crate::plane) fn leave(&mut self, id: &TaskId) {
        self.protected.remove(id);
        self.steady = false;
        for deployment in &mut self.deployments {
            deployment.leaves(id);
        }
    }

    /// A task stands otherwise than before.
    pub(in crate::plane) fn set_condition(&mut self, id: &TaskId, condition: Condition, now: Timestamp) {
        let resets = self
            .configuration()
            .deployment_circuit_breaker
            .and_then(|breaker| breaker.reset_on_healthy_task)
            .unwrap_or(true);
        for deployment in &mut self.deployments {
            if deployment.set_condition(id, condition) && condition == Condition::Healthy {
                deployment.throttle.started();
                if resets {
                    deployment.failed_tasks = 0;
                }
                deployment.updated_at = now;
            }
        }
    }

    /// A task of the deployment has gone wrong by itself.
    pub(in crate::plane) fn trouble(
        &mut self,
        deployment: u64,
        trouble: Trouble,
        now: Timestamp,
        pace: &Pace,
    ) {
        if let Some(deployment) = self.deployment_mut(deployment) {
            deployment.throttle.trouble(trouble, now, pace);
            if trouble.is_start_failure() || trouble == Trouble::Unhealthy {
                deployment.failed_tasks += 1;
            }
            deployment.updated_at = now;
        }
    }
}
