//! Stopping what a service has too much of, and what a deployment replaces. Protected tasks are left alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::deployment::{Condition, DeploymentState};
use super::{Scheduler, Trouble};
use crate::plane::capacity::Capacity;
use crate::plane::context::TaskId;
use crate::plane::tasks::StopCause;
use crate::shapes::service::DeploymentRolloutState;
use crate::shapes::task::TaskStopCode;

/// What events about blocked deployments are filed under.
const BLOCKED: &str = "blocked ";

/// A task to be stopped: by which deployment it was started, and whether its health checks have failed.
struct Victim {
    id: TaskId,
    deployment: u64,
    unhealthy: bool,
}

/// Which tasks are to go, and how many of each deployment would have to, were they not protected.
#[derive(Default)]
struct Choice {
    victims: Vec<Victim>,
    blocked: BTreeMap<u64, usize>,
}

impl Scheduler<'_> {
    /// Stops what may be stopped now. Returns how many.
    pub(super) fn scale_in(&mut self) -> usize {
        let mut choice = Choice::default();
        self.choose_replaced(&mut choice);
        self.choose_surplus(&mut choice);
        self.tell_blocked(&choice.blocked);
        let number = choice.victims.len();
        self.stop(choice.victims);
        number
    }

    /// Stops all, protected or not: the service is deleted by force.
    pub(super) fn stop_all(&mut self) {
        let victims = self
            .service
            .deployments
            .iter()
            .flat_map(|deployment| {
                deployment.tasks().map(|(id, _, _)| Victim {
                    id: id.clone(),
                    deployment: deployment.revision.number,
                    unhealthy: false,
                })
            })
            .collect();
        self.stop(victims);
    }

    /// Tasks of older deployments: those that do not serve go at once, the others as far as enough are healthy.
    fn choose_replaced(&self, choice: &mut Choice) {
        let service = &*self.service;
        let failed = service
            .primary()
            .is_none_or(|primary| primary.rollout == DeploymentRolloutState::Failed);
        // Below the desired count only where the new ones have no room otherwise.
        let floor = if self.lacking() > 0 && self.room() == 0 {
            self.minimum()
        } else {
            service.desired
        };
        let mut spare = service.healthy().saturating_sub(floor);
        // The oldest go first.
        for deployment in service.deployments.iter().skip(1).rev() {
            let number = deployment.revision.number;
            let mut blocked = 0;
            let mut protected_healthy = 0;
            for (id, condition, _) in deployment.tasks() {
                let protected = service.is_protected(id, self.now);
                let unhealthy = condition == Condition::Unhealthy;
                match condition {
                    Condition::Healthy if protected => {
                        protected_healthy += 1;
                        continue;
                    }
                    Condition::Healthy if spare == 0 => continue,
                    Condition::Healthy => spare -= 1,
                    Condition::Pending | Condition::Starting if failed => continue,
                    Condition::Pending | Condition::Starting if protected => {
                        blocked += 1;
                        continue;
                    }
                    Condition::Unhealthy | Condition::Pending | Condition::Starting => {}
                }
                choice.victims.push(Victim {
                    id: id.clone(),
                    deployment: number,
                    unhealthy,
                });
            }
            let held = protected_healthy.min(spare);
            spare -= held;
            if blocked + held > 0 {
                choice.blocked.insert(number, blocked + held);
            }
        }
    }

    /// Tasks of the primary deployment beyond the desired count, and unhealthy ones that are in the way of their
    /// replacements.
    fn choose_surplus(&self, choice: &mut Choice) {
        let service = &*self.service;
        let Some(primary) = service.primary() else { return };
        let number = primary.revision.number;
        let in_the_way = self.lacking() > 0 && self.room() == 0;
        let mut surplus = primary.live().saturating_sub(service.desired);
        if surplus == 0 && !in_the_way {
            return;
        }
        let mut left: Vec<(&TaskId, Condition, Option<&str>)> = Vec::new();
        let mut protected = 0;
        for (id, condition, provider) in primary.tasks() {
            if condition == Condition::Unhealthy && in_the_way {
                surplus = surplus.saturating_sub(1);
                choice.victims.push(Victim {
                    id: id.clone(),
                    deployment: number,
                    unhealthy: true,
                });
            } else if condition != Condition::Unhealthy && service.is_protected(id, self.now) {
                protected += 1;
            } else {
                left.push((id, condition, provider));
            }
        }
        // What serves least goes first; the ids' order, which is any order, decides among equals.
        left.sort_by_key(|(_, condition, _)| *condition);
        let mut balance = Balance::of(primary);
        while surplus > 0 {
            let Some(at) = balance.most_dispensable(&left) else {
                break;
            };
            let (id, condition, provider) = left.remove(at);
            balance.without(provider);
            choice.victims.push(Victim {
                id: id.clone(),
                deployment: number,
                unhealthy: condition == Condition::Unhealthy,
            });
            surplus -= 1;
        }
        let held = surplus.min(protected);
        if held > 0 {
            choice.blocked.insert(number, held);
        }
    }

    fn tell_blocked(&mut self, blocked: &BTreeMap<u64, usize>) {
        let repeat = self.context.pace.event_repeat;
        let mut topics = Vec::new();
        for (deployment, number) in blocked {
            let topic = format!("{BLOCKED}{deployment}");
            let name = &self.service.name;
            let message = format!(
                "(service {name}, taskSet ecs-svc/{deployment}) was unable to scale in due to (reason {number} tasks \
                 under protection)"
            );
            let again = self
                .service
                .events
                .lasting(&topic, message, repeat, &mut self.context.ids, self.now);
            self.due_at(again);
            topics.push(topic);
        }
        self.service.events.over_except(BLOCKED, &topics);
    }

    fn stop(&mut self, victims: Vec<Victim>) {
        if victims.is_empty() {
            return;
        }
        let name = Arc::clone(&self.service.name);
        let mut stopped = Vec::new();
        for victim in victims {
            let cause = if victim.unhealthy {
                self.event(format!(
                    "(service {name}) (task {}) failed container health checks.",
                    victim.id
                ));
                let pace = self.context.pace;
                self.service
                    .trouble(victim.deployment, Trouble::Unhealthy, self.now, &pace);
                "Task failed container health checks".to_owned()
            } else {
                format!(
                    "Scaling activity initiated by (deployment ecs-svc/{})",
                    victim.deployment
                )
            };
            let cause = StopCause::new(TaskStopCode::ServiceSchedulerInitiated, cause);
            self.service.leave(&victim.id);
            if self
                .tasks
                .begin_stop(&victim.id, cause, self.now, self.context, self.instances)
            {
                stopped.push(victim.id);
            }
        }
        let ids: Vec<&str> = stopped.iter().map(AsRef::as_ref).collect();
        self.service
            .events
            .tasks("stopped", &name, &ids, &mut self.context.ids, self.now);
    }
}

/// How the tasks of a deployment are spread over its capacity providers.
struct Balance<'a> {
    /// Provider, base, weight, number of tasks.
    providers: Vec<(&'a str, i64, i64, i64)>,
}

impl<'a> Balance<'a> {
    fn of(deployment: &'a DeploymentState) -> Self {
        let Capacity::Providers(strategy) = &deployment.revision.capacity else {
            return Self {
                providers: Vec::new(),
            };
        };
        Self {
            providers: strategy
                .iter()
                .map(|item| {
                    let name = item.capacity_provider.as_str();
                    let count = i64::try_from(deployment.on_provider(name)).unwrap_or(i64::MAX);
                    (name, i64::from(item.base), i64::from(item.weight), count)
                })
                .collect(),
        }
    }

    fn without(&mut self, provider: Option<&str>) {
        for (name, _, _, count) in &mut self.providers {
            if Some(*name) == provider {
                *count -= 1;
            }
        }
    }

    /// How far the provider is above its share; the base is kept for last.
    fn above(&self, provider: Option<&str>) -> i64 {
        let beyond: i64 = self
            .providers
            .iter()
            .map(|(_, base, _, count)| (count - base).max(0))
            .sum();
        let weights: i64 = self.providers.iter().map(|(_, _, weight, _)| weight).sum();
        self.providers
            .iter()
            .find(|(name, ..)| Some(*name) == provider)
            .map_or(0, |(_, base, weight, count)| {
                if count <= base {
                    i64::MIN
                } else {
                    (count - base) * weights - weight * (beyond - 1)
                }
            })
    }

    /// Of those that serve least, one on the provider that is furthest above its share.
    fn most_dispensable(&self, left: &[(&TaskId, Condition, Option<&str>)]) -> Option<usize> {
        let (_, least, _) = *left.first()?;
        if self.providers.is_empty() {
            return Some(0);
        }
        let above: BTreeMap<&str, i64> = self
            .providers
            .iter()
            .map(|(name, ..)| (*name, self.above(Some(name))))
            .collect();
        let mut best: Option<(usize, i64)> = None;
        for (at, (_, condition, provider)) in left.iter().enumerate() {
            if *condition != least {
                break;
            }
            let above = provider.and_then(|name| above.get(name)).copied().unwrap_or(0);
            if best.is_none_or(|(_, most)| above > most) {
                best = Some((at, above));
            }
        }
        best.map(|(at, _)| at)
    }
}
