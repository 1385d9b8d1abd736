//! What has been deployed: the service deployments and service revisions of a service.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Revision;
use crate::shapes::Timestamp;
use crate::shapes::service::DeploymentConfiguration;
use crate::shapes::service_deployment::ServiceDeploymentStatus;

/// How many service deployments are kept.
const KEPT: usize = 100;

/// A service deployment: the way from one revision to another, and back if it had to be.
#[derive(Clone, Debug)]
pub(crate) struct Rollout {
    pub(crate) id: String,
    pub(crate) target: u64,
    /// The revisions that ran when it began, with how many tasks.
    pub(crate) sources: Vec<(u64, usize)>,
    pub(crate) status: ServiceDeploymentStatus,
    pub(crate) reason: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) stopped_at: Option<Timestamp>,
    pub(crate) configuration: DeploymentConfiguration,
    /// Why, when and to which revision it was rolled back.
    pub(crate) rollback: Option<(String, Timestamp, u64)>,
}

impl Rollout {
    pub(crate) fn is_in_progress(&self) -> bool {
        matches!(
            self.status,
            ServiceDeploymentStatus::InProgress | ServiceDeploymentStatus::RollbackInProgress
        )
    }

    fn finish(&mut self, status: ServiceDeploymentStatus, reason: Option<String>, now: Timestamp) {
        self.status = status;
        self.reason = reason.or_else(|| self.reason.take());
        self.finished_at = Some(now);
        self.updated_at = now;
    }
}

/// The service deployments, newest last, and every revision of them.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) rollouts: Vec<Rollout>,
    pub(crate) revisions: BTreeMap<u64, Arc<Revision>>,
}

impl History {
    pub(super) fn begin(
        &mut self,
        id: String,
        revision: &Arc<Revision>,
        sources: Vec<(u64, usize)>,
        configuration: DeploymentConfiguration,
        now: Timestamp,
    ) {
        self.stop("A new deployment of the service has taken its place.", now);
        self.revisions.insert(revision.number, Arc::clone(revision));
        self.rollouts.push(Rollout {
            id,
            target: revision.number,
            sources,
            status: ServiceDeploymentStatus::InProgress,
            reason: None,
            created_at: now,
            updated_at: now,
            finished_at: None,
            stopped_at: None,
            configuration,
            rollback: None,
        });
        if self.rollouts.len() > KEPT {
            self.rollouts.remove(0);
            let kept = &self.rollouts;
            self.revisions.retain(|number, _| {
                kept.iter().any(|rollout| {
                    rollout.target == *number || rollout.sources.iter().any(|(source, _)| source == number)
                })
            });
        }
    }

    /// The one in progress, if there is one.
    pub(crate) fn current(&self) -> Option<&Rollout> {
        self.rollouts.last().filter(|rollout| rollout.is_in_progress())
    }

    fn current_mut(&mut self) -> Option<&mut Rollout> {
        self.rollouts
            .last_mut()
            .filter(|rollout| rollout.is_in_progress())
    }

    pub(super) fn complete(&mut self, now: Timestamp) {
        if let Some(rollout) = self.current_mut() {
            let status = if rollout.rollback.is_some() {
                ServiceDeploymentStatus::RollbackSuccessful
            } else {
                ServiceDeploymentStatus::Successful
            };
            rollout.finish(status, None, now);
        }
    }

    /// It ends before it is complete.
    pub(super) fn stop(&mut self, reason: &str, now: Timestamp) {
        if let Some(rollout) = self.current_mut() {
            let status = if rollout.rollback.is_some() {
                ServiceDeploymentStatus::RollbackFailed
            } else {
                ServiceDeploymentStatus::Stopped
            };
            rollout.stopped_at = Some(now);
            rollout.finish(status, Some(reason.to_owned()), now);
        }
    }

    pub(super) fn roll_back(&mut self, reason: &str, to: u64, now: Timestamp) {
        if let Some(rollout) = self.current_mut() {
            rollout.status = ServiceDeploymentStatus::RollbackInProgress;
            rollout.reason = Some(reason.to_owned());
            rollout.rollback = Some((reason.to_owned(), now, to));
            rollout.updated_at = now;
        }
    }
}
