//! When a deployment is complete, a service steady, and a deleted one gone.

use super::deployment::Condition;
use super::{Scheduler, ServiceStatus};
use crate::shapes::service::DeploymentRolloutState;

impl Scheduler<'_> {
    /// Looks at what has been reached.
    pub(super) fn settle(&mut self) {
        if self.service.status != ServiceStatus::Active {
            // Tasks that are stopping no longer count.
            if self.service.live() == 0 {
                self.service.status = ServiceStatus::Inactive;
                self.service.deployments.clear();
                self.service.protected.clear();
                self.service
                    .history
                    .stop("The service has been deleted.", self.now);
                self.due = None;
            }
            return;
        }
        self.complete();
        self.forget_replaced();
        let service = &mut *self.service;
        let steady = service.deployments.len() == 1
            && service.primary().is_some_and(|primary| {
                primary.rollout == DeploymentRolloutState::Completed
                    && primary.live() == service.desired
                    && primary.count(Condition::Healthy) == service.desired
            });
        if steady && !service.steady {
            let message = format!("(service {}) has reached a steady state.", service.name);
            service.events.add(message, &mut self.context.ids, self.now);
        }
        service.steady = steady;
    }

    /// The deployment is complete when enough of its tasks are healthy and no other's are left.
    fn complete(&mut self) {
        let others: usize = self
            .service
            .deployments
            .iter()
            .skip(1)
            .map(super::DeploymentState::live)
            .sum();
        let desired = self.service.desired;
        let now = self.now;
        let Some(primary) = self.service.deployments.first_mut() else {
            return;
        };
        if primary.rollout != DeploymentRolloutState::InProgress
            || others > 0
            || primary.count(Condition::Healthy) < desired
            || primary.count(Condition::Pending) > 0
        {
            return;
        }
        let id = primary.id();
        primary.set_rollout(
            DeploymentRolloutState::Completed,
            format!("ECS deployment {id} completed."),
            now,
        );
        primary.completed = true;
        self.service.deployments.truncate(1);
        self.service.history.complete(now);
        let name = &self.service.name;
        self.event(format!(
            "(service {name}) (deployment {id}) deployment completed."
        ));
    }

    /// An older deployment without tasks is forgotten, but for the last complete one: the way back.
    fn forget_replaced(&mut self) {
        let mut at = 0;
        let mut complete_kept = false;
        self.service.deployments.retain(|deployment| {
            let primary = at == 0;
            at += 1;
            let way_back = !primary && deployment.completed && !complete_kept;
            complete_kept |= way_back;
            primary || way_back || deployment.live() > 0
        });
    }
}
