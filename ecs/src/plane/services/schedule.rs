//! One look of the scheduler at one service: it starts and stops tasks until the service is as it may be now.
//!
//! What it may do follows from the desired count, the percentages of the deployment configuration, and protection.
//! It starts before it stops as long as the maximum allows, and stops first only where there is no room.

use std::collections::BTreeMap;

use super::deployment::Condition;
use super::{ServiceState, ServiceStatus};
use crate::plane::context::Context;
use crate::plane::tasks::Tasks;
use crate::plane::{ContainerInstanceState, ServiceKey, TaskDefinitions};
use crate::shapes::Timestamp;
use crate::shapes::service::DeploymentRolloutState;

/// The default of `maximumPercent`.
pub(super) const MAXIMUM_PERCENT: i32 = 200;

/// The default of `minimumHealthyPercent`.
pub(super) const MINIMUM_HEALTHY_PERCENT: i32 = 100;

/// A service, and all that is needed to schedule it.
#[derive(Debug)]
pub(crate) struct Scheduler<'a> {
    pub(crate) key: &'a ServiceKey,
    pub(crate) cluster_arn: &'a str,
    pub(crate) service: &'a mut ServiceState,
    pub(crate) tasks: &'a mut Tasks,
    pub(crate) instances: &'a mut BTreeMap<String, ContainerInstanceState>,
    pub(crate) definitions: &'a TaskDefinitions,
    pub(crate) context: &'a mut Context,
    pub(crate) now: Timestamp,
    /// The earliest time at which something is due by itself.
    pub(crate) due: Option<Timestamp>,
}

impl Scheduler<'_> {
    /// Does what is to be done now, and returns when there is more by the passing of time alone.
    pub(crate) fn run(mut self) -> Option<Timestamp> {
        match self.service.status {
            ServiceStatus::Inactive => return None,
            ServiceStatus::Draining { force: true } => self.stop_all(),
            ServiceStatus::Active | ServiceStatus::Draining { force: false } => {
                let now = self.now;
                self.service.protected.retain(|_, until| *until > now);
                self.check_breaker();
                // Each stop may make room for a start; only finitely many can be stopped.
                loop {
                    self.start();
                    if self.scale_in() == 0 {
                        break;
                    }
                }
                if let Some(until) = self.service.protected.values().min() {
                    self.due_at(*until);
                }
            }
        }
        self.settle();
        self.due
    }

    pub(super) fn due_at(&mut self, time: Timestamp) {
        self.due = Some(self.due.map_or(time, |due| due.min(time)));
    }

    pub(super) fn event(&mut self, message: String) {
        self.service.events.add(message, &mut self.context.ids, self.now);
    }

    /// How many tasks there may be in all, running or on their way.
    pub(super) fn maximum(&self) -> usize {
        let percent = self.service.configuration().maximum_percent;
        let percent = usize::try_from(percent.unwrap_or(MAXIMUM_PERCENT)).unwrap_or(0);
        self.service.desired.saturating_mul(percent) / 100
    }

    /// How many healthy tasks there must be.
    pub(super) fn minimum(&self) -> usize {
        let percent = self.service.configuration().minimum_healthy_percent;
        let percent = usize::try_from(percent.unwrap_or(MINIMUM_HEALTHY_PERCENT)).unwrap_or(0);
        self.service.desired.saturating_mul(percent).div_ceil(100)
    }

    /// How many tasks the primary deployment lacks. Those that are unhealthy are to be replaced.
    pub(super) fn lacking(&self) -> usize {
        let Some(primary) = self.service.primary() else {
            return 0;
        };
        if primary.rollout == DeploymentRolloutState::Failed {
            return 0;
        }
        let good = primary.live() - primary.count(Condition::Unhealthy);
        self.service.desired.saturating_sub(good)
    }

    /// How many tasks there is room for below the maximum.
    pub(super) fn room(&self) -> usize {
        self.maximum().saturating_sub(self.service.live())
    }
}
