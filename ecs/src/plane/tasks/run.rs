//! `RunTask` and `StartTask`.

use std::sync::Arc;

use super::describe::told;
use super::{Propagation, TaskPlan, overrides, task_tags};
use crate::api::ApiError;
use crate::plane::capacity::Capacity;
use crate::plane::placement::{Placing, Rules, Unplaced};
use crate::plane::{ClusterState, Plane, Reference, requirements};
use crate::shapes::Timestamp;
use crate::shapes::common::{Failure, LaunchType, NetworkConfiguration, PropagateTags};
use crate::shapes::container_instance::ContainerInstanceStatus;
use crate::shapes::tag::Tag;
use crate::shapes::task::{
    RunTaskRequest, RunTaskResponse, StartTaskRequest, StartTaskResponse, Task, TaskOverride,
};
use crate::shapes::task_definition::TaskDefinition;

/// The most tasks that one call starts.
const MOST: usize = 10;

/// How many client tokens are remembered.
const TOKENS: usize = 1000;

/// A `RunTask` with a client token: the same again is answered by the same tasks.
#[derive(Debug)]
pub(crate) struct RunTaskToken {
    token: String,
    request: RunTaskRequest,
    tasks: Vec<Arc<str>>,
}

impl Plane {
    /// Starts tasks, on container instances that are chosen or on Fargate.
    pub(crate) fn run_task(
        &mut self,
        request: &RunTaskRequest,
        now: Timestamp,
    ) -> Result<RunTaskResponse, ApiError> {
        let now = self.context.at(now);
        let cluster = self.cluster(request.cluster.as_deref())?;
        let name = cluster.name().to_owned();
        if let Some(answer) = remembered(cluster, request)? {
            return Ok(answer);
        }
        let definition = self.task_definitions.resolve(&request.task_definition)?;
        let count = match request.count {
            None => 1,
            Some(count) => usize::try_from(count)
                .ok()
                .filter(|count| (1..=MOST).contains(count))
                .ok_or_else(|| {
                    ApiError::invalid_parameter(format!(
                        "Invalid count: {count}. A call starts from 1 to {MOST} tasks."
                    ))
                })?,
        };
        let capacity = Capacity::choose(
            request.launch_type,
            &request.capacity_provider_strategy,
            &cluster.record,
        )?;
        let launch_type = capacity.launch_type();
        let call = Call {
            definition: &definition,
            launch_type,
            network: request.network_configuration.as_ref(),
            overrides: request.overrides.as_ref(),
            propagate: request.propagate_tags,
            managed: request.enable_ecs_managed_tags.unwrap_or(false),
            tags: &request.tags,
            group: request.group.as_deref(),
            started_by: request.started_by.as_deref(),
            execute: request.enable_execute_command.unwrap_or(false),
            platform_version: request.platform_version.as_deref(),
        };
        let mut plan = self.plan(&call, cluster)?;
        let rules = Rules::read(
            &request.placement_constraints,
            &request.placement_strategy,
            &definition,
        )?;
        let needs = plan.needs();
        let context = &mut self.context;
        let Some(cluster) = self.clusters.get_mut(&name) else {
            return Ok(RunTaskResponse::default());
        };
        let mut response = RunTaskResponse::default();
        let mut started = Vec::new();
        let mut providers: Vec<String> = Vec::new();
        for _ in 0..count {
            plan.capacity_provider =
                capacity.next(|name| providers.iter().filter(|one| *one == name).count());
            if launch_type != LaunchType::Fargate {
                let placing = Placing {
                    instances: &cluster.container_instances,
                    tasks: &cluster.tasks,
                    rules: &rules,
                    group: &plan.group,
                    needs: &needs,
                };
                match placing.choose(&mut context.ids) {
                    Ok(placed) => {
                        plan.container_instance_arn = Some(placed.arn);
                        plan.availability_zone = placed.availability_zone;
                        if let Some(instance) = cluster.container_instances.get_mut(&placed.id) {
                            instance.remaining.take(&needs);
                        }
                    }
                    Err(Unplaced::NoInstances) => {
                        return Err(ApiError::invalid_parameter(
                            "No Container Instances were found in your cluster.",
                        ));
                    }
                    Err(unplaced) => {
                        response.failures.push(failure(&unplaced));
                        continue;
                    }
                }
            }
            providers.extend(plan.capacity_provider.clone());
            let task = plan.make(context, now);
            started.push(task.id.clone());
            response.tasks.push(told(&task, true));
            cluster.tasks.insert(task);
        }
        if let Some(token) = &request.client_token {
            if cluster.tokens.len() >= TOKENS {
                cluster.tokens.pop_front();
            }
            cluster.tokens.push_back(RunTaskToken {
                token: token.clone(),
                request: request.clone(),
                tasks: started,
            });
        }
        Ok(response)
    }

    /// Starts a task on each of the container instances.
    pub(crate) fn start_task(
        &mut self,
        request: &StartTaskRequest,
        now: Timestamp,
    ) -> Result<StartTaskResponse, ApiError> {
        let now = self.context.at(now);
        let cluster = self.cluster(request.cluster.as_deref())?;
        let name = cluster.name().to_owned();
        let definition = self.task_definitions.resolve(&request.task_definition)?;
        if request.container_instances.is_empty() {
            return Err(ApiError::invalid_parameter(
                "Container instances cannot be empty.",
            ));
        }
        if request.container_instances.len() > MOST {
            return Err(ApiError::invalid_parameter(format!(
                "Container instances cannot have more than {MOST} entries."
            )));
        }
        let call = Call {
            definition: &definition,
            launch_type: LaunchType::Ec2,
            network: request.network_configuration.as_ref(),
            overrides: request.overrides.as_ref(),
            propagate: request.propagate_tags,
            managed: request.enable_ecs_managed_tags.unwrap_or(false),
            tags: &request.tags,
            group: request.group.as_deref(),
            started_by: request.started_by.as_deref(),
            execute: request.enable_execute_command.unwrap_or(false),
            platform_version: None,
        };
        let mut plan = self.plan(&call, cluster)?;
        let needs = plan.needs();
        let place = self.place.clone();
        let context = &mut self.context;
        let Some(cluster) = self.clusters.get_mut(&name) else {
            return Ok(StartTaskResponse::default());
        };
        let mut response = StartTaskResponse::default();
        for reference in &request.container_instances {
            let id = Reference::parse(&place, "container-instance", reference)?.id_in(&name);
            let Some(instance) = id.and_then(|id| cluster.container_instances.get_mut(id)) else {
                let arn = if reference.starts_with("arn:") {
                    reference.clone()
                } else {
                    place.ecs_arn(&format!("container-instance/{name}/{reference}"))
                };
                response.failures.push(Failure {
                    arn: Some(arn),
                    reason: Some("MISSING".to_owned()),
                    detail: None,
                });
                continue;
            };
            if instance.status != ContainerInstanceStatus::Active {
                response.failures.push(Failure {
                    arn: Some(instance.arn.clone()),
                    reason: Some("INACTIVE".to_owned()),
                    detail: None,
                });
                continue;
            }
            if let Some(shortage) = instance.remaining.shortage(&needs) {
                response.failures.push(failure(&Unplaced::Short {
                    arn: instance.arn.clone(),
                    shortage,
                }));
                continue;
            }
            instance.remaining.take(&needs);
            plan.container_instance_arn = Some(instance.arn.clone());
            plan.availability_zone = instance.attribute("ecs.availability-zone").map(str::to_owned);
            let task = plan.make(context, now);
            response.tasks.push(told(&task, true));
            cluster.tasks.insert(task);
        }
        Ok(response)
    }

    /// What the calls have in common, checked.
    fn plan(&self, call: &Call<'_>, cluster: &ClusterState) -> Result<TaskPlan, ApiError> {
        requirements::check(call.definition, call.launch_type, call.network)?;
        let no_overrides = TaskOverride::default();
        let given = call.overrides.unwrap_or(&no_overrides);
        overrides::check(given, call.definition)?;
        if call.started_by.is_some_and(|by| by.chars().count() > 128) {
            return Err(ApiError::invalid_parameter(
                "startedBy can be at most 128 characters long.",
            ));
        }
        let of_definition = match call.propagate {
            Some(PropagateTags::TaskDefinition) => call
                .definition
                .task_definition_arn
                .as_deref()
                .map_or(&[][..], |arn| self.task_definitions.tags(arn)),
            Some(PropagateTags::Service) => {
                return Err(ApiError::invalid_parameter(
                    "propagateTags SERVICE is for services; a task that is run can take the tags of its TASK_DEFINITION.",
                ));
            }
            Some(PropagateTags::None) | None => &[],
        };
        let family = call.definition.family.as_deref().unwrap_or_default();
        Ok(TaskPlan {
            cluster: cluster.key(),
            cluster_arn: cluster.arn().to_owned(),
            definition: Arc::clone(call.definition),
            launch_type: call.launch_type,
            capacity_provider: None,
            platform_version: call.platform_version.map(str::to_owned),
            network: call.network.cloned(),
            group: call
                .group
                .map_or_else(|| format!("family:{family}"), str::to_owned),
            started_by: call.started_by.map(str::to_owned),
            overrides: given.clone(),
            tags: task_tags(&Propagation {
                managed: call.managed.then(|| (cluster.name(), None)),
                propagated: of_definition,
                own: call.tags,
            }),
            enable_execute_command: call.execute,
            service: None,
            container_instance_arn: None,
            availability_zone: None,
        })
    }
}

/// What both calls say.
struct Call<'a> {
    definition: &'a Arc<TaskDefinition>,
    launch_type: LaunchType,
    network: Option<&'a NetworkConfiguration>,
    overrides: Option<&'a TaskOverride>,
    propagate: Option<PropagateTags>,
    managed: bool,
    tags: &'a [Tag],
    group: Option<&'a str>,
    started_by: Option<&'a str>,
    execute: bool,
    platform_version: Option<&'a str>,
}

/// The answer that a call with the same token has had.
fn remembered(cluster: &ClusterState, request: &RunTaskRequest) -> Result<Option<RunTaskResponse>, ApiError> {
    let Some(token) = &request.client_token else {
        return Ok(None);
    };
    let Some(found) = cluster.tokens.iter().find(|one| one.token == *token) else {
        return Ok(None);
    };
    let tasks: Vec<Task> = found
        .tasks
        .iter()
        .filter_map(|id| cluster.tasks.get(id))
        .map(|task| told(task, true))
        .collect();
    if found.request != *request {
        return Err(ApiError::new(
            "ConflictException",
            "The clientToken has been used for a RunTask with other parameters; use another.",
        ));
    }
    Ok(Some(RunTaskResponse {
        tasks,
        failures: Vec::new(),
    }))
}

fn failure(unplaced: &Unplaced) -> Failure {
    let (arn, reason) = match unplaced {
        Unplaced::NoInstances => (None, "AGENT"),
        Unplaced::Short { arn, shortage } => (Some(arn.clone()), shortage.reason()),
        Unplaced::Constraint { arn } => (Some(arn.clone()), "MemberOf placement constraint unsatisfied."),
    };
    Failure {
        arn,
        reason: Some(reason.to_owned()),
        detail: None,
    }
}
