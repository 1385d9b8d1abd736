//! The deployment circuit breaker, and rolling back.

use super::throttle::Throttle;
use super::{DeploymentState, Scheduler, ServiceState};
use crate::plane::Ids;
use crate::shapes::Timestamp;
use crate::shapes::service::{DeploymentCircuitBreaker, DeploymentRolloutState, ThresholdType};

impl ServiceState {
    /// How many failed tasks fail a deployment: half of the desired count, at least 3 and at most 200, unless
    /// something else is configured.
    pub(crate) fn threshold(&self, breaker: &DeploymentCircuitBreaker) -> usize {
        let (kind, value) = breaker
            .threshold_configuration
            .as_ref()
            .map_or((ThresholdType::BoundedPercent, 50), |threshold| {
                (threshold.r#type, threshold.value)
            });
        let value = usize::try_from(value).unwrap_or(0);
        let share = self.desired.saturating_mul(value).div_ceil(100);
        match kind {
            ThresholdType::Count => value.max(1),
            ThresholdType::BoundedPercent => share.clamp(3, 200),
            ThresholdType::UnboundedPercent => share.max(1),
        }
    }

    /// Goes back to the last deployment that was completed, if there is one. Returns its id.
    pub(super) fn roll_back(&mut self, why: &str, ids: &mut Ids, now: Timestamp) -> Option<String> {
        let at = self
            .deployments
            .iter()
            .skip(1)
            .position(|deployment| deployment.completed)?;
        let mut deployment: DeploymentState = self.deployments.remove(at + 1);
        let id = deployment.id();
        deployment.set_rollout(
            DeploymentRolloutState::InProgress,
            format!("{why}: rolling back to deploymentId {id}."),
            now,
        );
        deployment.throttle = Throttle::default();
        deployment.failed_tasks = 0;
        self.history.roll_back(why, deployment.revision.number, now);
        self.deployments.insert(0, deployment);
        self.steady = false;
        let name = &self.name;
        let message = format!("(service {name}) rolling back to deployment {id}.");
        self.events.add(message, ids, now);
        Some(id)
    }
}

impl Scheduler<'_> {
    /// Fails the deployment if too many of its tasks have failed.
    pub(super) fn check_breaker(&mut self) {
        let Some(breaker) = self
            .service
            .configuration()
            .deployment_circuit_breaker
            .filter(|breaker| breaker.enable)
        else {
            return;
        };
        let threshold = self.service.threshold(&breaker);
        let now = self.now;
        let Some(primary) = self.service.deployments.first_mut() else {
            return;
        };
        if primary.rollout != DeploymentRolloutState::InProgress || primary.failed_tasks < threshold {
            return;
        }
        primary.set_rollout(
            DeploymentRolloutState::Failed,
            "ECS deployment circuit breaker: tasks failed to start.".to_owned(),
            now,
        );
        let id = primary.id();
        let name = &self.service.name;
        self.event(format!(
            "(service {name}) (deployment {id}) deployment failed: tasks failed to start."
        ));
        let rolled_back = breaker.rollback
            && self
                .service
                .roll_back("ECS deployment circuit breaker", &mut self.context.ids, now)
                .is_some();
        if !rolled_back {
            let reason = "ECS deployment circuit breaker: tasks failed to start.";
            self.service.history.stop(reason, now);
        }
    }
}
