//! Starting what a service lacks.

use std::sync::Arc;

use super::{Revision, Scheduler};
use crate::plane::placement::{Placing, Unplaced};
use crate::plane::tasks::{Propagation, TaskPlan, task_tags};
use crate::shapes::common::{LaunchType, PropagateTags};
use crate::shapes::task::TaskOverride;

/// What events point to.
const SEE: &str = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

impl Scheduler<'_> {
    /// Starts what the primary deployment lacks, as far as there is room, and unless attempts are paused. Returns
    /// how many were started.
    pub(super) fn start(&mut self) -> usize {
        let wanted = self.lacking().min(self.room());
        let Some(primary) = self.service.primary() else {
            return 0;
        };
        if wanted == 0 {
            if self.lacking() == 0 {
                self.placed();
            }
            return 0;
        }
        if primary.throttle.is_persistent() {
            let name = &self.service.name;
            let message = format!("(service {name}) is unable to consistently start tasks successfully.");
            let repeat = self.context.pace.event_repeat;
            self.service
                .events
                .lasting("throttled", message, repeat, &mut self.context.ids, self.now);
        } else {
            self.service.events.over("throttled");
        }
        let Some(primary) = self.service.primary() else {
            return 0;
        };
        if let Some(until) = primary.throttle.paused_until(self.now) {
            self.due_at(until);
            return 0;
        }
        let revision = Arc::clone(&primary.revision);
        let mut plan = self.plan(&revision);
        let needs = plan.needs();
        let mut started = Vec::new();
        while started.len() < wanted {
            let Some(primary) = self.service.primary() else {
                break;
            };
            plan.capacity_provider = revision.capacity.next(|name| primary.on_provider(name));
            if plan.launch_type != LaunchType::Fargate {
                let placing = Placing {
                    instances: self.instances,
                    tasks: self.tasks,
                    rules: &self.service.rules,
                    group: &plan.group,
                    needs: &needs,
                };
                match placing.choose(&mut self.context.ids) {
                    Ok(placed) => {
                        if let Some(instance) = self.instances.get_mut(&placed.id) {
                            instance.remaining.take(&needs);
                        }
                        plan.container_instance_arn = Some(placed.arn);
                        plan.availability_zone = placed.availability_zone;
                    }
                    Err(unplaced) => {
                        self.unplaced(&unplaced);
                        break;
                    }
                }
            }
            let task = plan.make(self.context, self.now);
            if let Some(primary) = self.service.deployments.first_mut() {
                primary.joins(task.id.clone(), plan.capacity_provider.clone());
                primary.updated_at = self.now;
            }
            started.push(task.id.clone());
            self.tasks.insert(task);
        }
        if started.len() == wanted {
            self.placed();
        }
        if !started.is_empty() {
            self.service.steady = false;
            let ids: Vec<&str> = started.iter().map(AsRef::as_ref).collect();
            let service = Arc::clone(&self.service.name);
            self.service
                .events
                .tasks("started", &service, &ids, &mut self.context.ids, self.now);
        }
        started.len()
    }

    /// What a task of the revision is made from.
    fn plan(&self, revision: &Revision) -> TaskPlan {
        let record = &self.service.record;
        let propagated = match record.propagate_tags {
            Some(PropagateTags::Service) => &record.tags[..],
            Some(PropagateTags::TaskDefinition) => revision
                .definition
                .task_definition_arn
                .as_deref()
                .map_or(&[][..], |arn| self.definitions.tags(arn)),
            Some(PropagateTags::None) | None => &[],
        };
        TaskPlan {
            cluster: Arc::clone(&self.key.cluster),
            cluster_arn: self.cluster_arn.to_owned(),
            definition: Arc::clone(&revision.definition),
            launch_type: revision.capacity.launch_type(),
            capacity_provider: None,
            platform_version: revision.platform_version.clone(),
            network: revision.network.clone(),
            group: format!("service:{}", self.service.name),
            started_by: Some(format!("ecs-svc/{}", revision.number)),
            overrides: TaskOverride::default(),
            tags: task_tags(&Propagation {
                managed: record
                    .enable_ecs_managed_tags
                    .then(|| (&*self.key.cluster, Some(&*self.service.name))),
                propagated,
                own: &[],
            }),
            enable_execute_command: record.enable_execute_command,
            service: Some((Arc::clone(&self.service.name), revision.number)),
            container_instance_arn: None,
            availability_zone: None,
        }
    }

    /// There is no room for a task: it is tried again when the cluster has changed, and after a while.
    fn unplaced(&mut self, unplaced: &Unplaced) {
        self.service.unplaced = true;
        let name = &self.service.name;
        let start = format!(
            "(service {name}) was unable to place a task because no container instance met all of its requirements."
        );
        let id = |arn: &str| arn.rsplit('/').next().unwrap_or_default().to_owned();
        let message = match unplaced {
            Unplaced::NoInstances => {
                format!("{start} Reason: No Container Instances were found in your cluster. {SEE}")
            }
            Unplaced::Short { arn, shortage } => {
                use crate::plane::Shortage;
                let lack = match shortage {
                    Shortage::Cpu => "has insufficient CPU units available",
                    Shortage::Memory => "has insufficient memory available",
                    Shortage::Ports => "is already using a port required by your task",
                };
                format!(
                    "{start} The closest matching (container-instance {}) {lack}. {SEE}",
                    id(arn)
                )
            }
            Unplaced::Constraint { arn } => format!(
                "{start} The closest matching (container-instance {}) encountered error \"MemberOf placement \
                 constraint unsatisfied.\". {SEE}",
                id(arn)
            ),
        };
        let pace = self.context.pace;
        self.service.events.lasting(
            "unplaced",
            message,
            pace.event_repeat,
            &mut self.context.ids,
            self.now,
        );
        self.due_at(self.now + pace.placement_retry);
    }

    fn placed(&mut self) {
        self.service.unplaced = false;
        self.service.events.over("unplaced");
    }
}
