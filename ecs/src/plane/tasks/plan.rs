//! From what is wanted to a task.

use std::sync::Arc;

use super::network;
use super::{Status, TaskState};
use crate::plane::Resources;
use crate::plane::context::Context;
use crate::plane::placement::needs;
use crate::shapes::Timestamp;
use crate::shapes::common::{EphemeralStorage, LaunchType, NetworkConfiguration};
use crate::shapes::container_definition::ContainerDefinition;
use crate::shapes::container_instance::Attribute;
use crate::shapes::tag::Tag;
use crate::shapes::task::{Connectivity, Container, HealthStatus, Task, TaskEphemeralStorage, TaskOverride};
use crate::shapes::task_definition::{CPUArchitecture, NetworkMode, TaskDefinition};

/// What Fargate gives each task where nothing else is said, in GiB.
const FARGATE_STORAGE: i32 = 20;

/// A task to be made.
#[derive(Clone, Debug)]
pub(crate) struct TaskPlan {
    /// The cluster's name.
    pub(crate) cluster: Arc<str>,
    pub(crate) cluster_arn: String,
    pub(crate) definition: Arc<TaskDefinition>,
    pub(crate) launch_type: LaunchType,
    pub(crate) capacity_provider: Option<String>,
    pub(crate) platform_version: Option<String>,
    pub(crate) network: Option<NetworkConfiguration>,
    pub(crate) group: String,
    pub(crate) started_by: Option<String>,
    pub(crate) overrides: TaskOverride,
    pub(crate) tags: Vec<Tag>,
    pub(crate) enable_execute_command: bool,
    /// The service and the number of its deployment.
    pub(crate) service: Option<(Arc<str>, u64)>,
    /// The container instance that it is placed on.
    pub(crate) container_instance_arn: Option<String>,
    pub(crate) availability_zone: Option<String>,
}

impl TaskPlan {
    /// What a task of it takes of a container instance.
    pub(crate) fn needs(&self) -> Resources {
        if self.launch_type == LaunchType::Fargate {
            Resources::default()
        } else {
            needs(&self.definition, &self.overrides)
        }
    }

    /// Makes a task, which is handed to the runtime by the next reconciliation.
    pub(crate) fn make(&self, context: &mut Context, now: Timestamp) -> TaskState {
        let id = context.ids.task();
        let arn = context.place.ecs_arn(&format!("task/{}/{id}", self.cluster));
        let fargate = self.launch_type == LaunchType::Fargate;
        let awsvpc = self.definition.network_mode == Some(NetworkMode::Awsvpc);
        let interface = awsvpc.then(|| network::interface(self.network.as_ref(), context));
        let containers = self
            .definition
            .container_definitions
            .iter()
            .map(|definition| {
                let mut container = container(definition, &arn, self, context);
                container.network_interfaces =
                    interface.iter().map(network::Interface::of_container).collect();
                container
            })
            .collect();
        // Fargate and awsvpc take steps before the agent gets the task.
        let status = if fargate || awsvpc {
            Status::Provisioning
        } else {
            Status::Pending
        };
        let storage = self
            .overrides
            .ephemeral_storage
            .clone()
            .or_else(|| self.definition.ephemeral_storage.clone());
        let cpu = self.overrides.cpu.clone().or_else(|| self.definition.cpu.clone());
        let memory = self
            .overrides
            .memory
            .clone()
            .or_else(|| self.definition.memory.clone());
        let needs = self.needs();
        let record = Task {
            attachments: interface.iter().map(network::Interface::attachment).collect(),
            attributes: attributes(&self.definition, fargate),
            availability_zone: self
                .availability_zone
                .clone()
                .or_else(|| Some(format!("{}a", context.place.region))),
            capacity_provider_name: self.capacity_provider.clone(),
            cluster_arn: Some(self.cluster_arn.clone()),
            connectivity: None::<Connectivity>,
            container_instance_arn: self.container_instance_arn.clone(),
            containers,
            cpu: cpu.or_else(|| Some(needs.cpu.to_string())),
            memory: memory.or_else(|| Some(needs.memory.to_string())),
            created_at: Some(now),
            desired_status: Some("RUNNING".to_owned()),
            enable_execute_command: self.enable_execute_command,
            group: Some(self.group.clone()),
            health_status: Some(HealthStatus::Unknown),
            last_status: Some(status.name().to_owned()),
            launch_type: Some(self.launch_type),
            overrides: Some(self.overrides_told()),
            platform_version: fargate.then(|| platform_version(self.platform_version.as_deref())),
            platform_family: fargate.then(|| "Linux".to_owned()),
            started_by: self.started_by.clone(),
            tags: self.tags.clone(),
            task_arn: Some(arn),
            task_definition_arn: self.definition.task_definition_arn.clone(),
            version: Some(1),
            ephemeral_storage: fargate.then(|| {
                storage.clone().unwrap_or(EphemeralStorage {
                    size_in_gib: FARGATE_STORAGE,
                })
            }),
            fargate_ephemeral_storage: fargate.then(|| TaskEphemeralStorage {
                size_in_gib: storage.map_or(FARGATE_STORAGE, |storage| storage.size_in_gib),
                kms_key_id: None,
            }),
            ..Task::default()
        };
        context.starts(&self.cluster, &id);
        TaskState {
            id,
            record,
            definition: Arc::clone(&self.definition),
            status,
            wanted: true,
            service: self.service.clone(),
            needs,
            handed_over: false,
            stop_ordered: false,
        }
    }

    /// The overrides as ECS tells them: with an entry for each container.
    fn overrides_told(&self) -> TaskOverride {
        let mut told = self.overrides.clone();
        for definition in &self.definition.container_definitions {
            if !told
                .container_overrides
                .iter()
                .any(|one| one.name == definition.name)
            {
                told.container_overrides
                    .push(crate::shapes::task::ContainerOverride {
                        name: definition.name.clone(),
                        ..Default::default()
                    });
            }
        }
        told
    }
}

/// `LATEST` is 1.4.0 these days.
pub(crate) fn platform_version(wanted: Option<&str>) -> String {
    match wanted {
        None | Some("" | "LATEST") => "1.4.0".to_owned(),
        Some(version) => version.to_owned(),
    }
}

fn container(
    definition: &ContainerDefinition,
    task_arn: &str,
    plan: &TaskPlan,
    context: &mut Context,
) -> Container {
    let uuid = context.ids.uuid();
    let task = task_arn.rsplit('/').next().unwrap_or_default();
    let overridden = plan
        .overrides
        .container_overrides
        .iter()
        .find(|one| one.name == definition.name);
    let memory = overridden.and_then(|one| one.memory).or(definition.memory);
    let reservation = overridden
        .and_then(|one| one.memory_reservation)
        .or(definition.memory_reservation);
    Container {
        container_arn: Some(
            context
                .place
                .ecs_arn(&format!("container/{}/{task}/{uuid}", plan.cluster)),
        ),
        task_arn: Some(task_arn.to_owned()),
        name: definition.name.clone(),
        image: definition.image.clone(),
        last_status: Some("PENDING".to_owned()),
        health_status: Some(HealthStatus::Unknown),
        cpu: Some(
            overridden
                .and_then(|one| one.cpu)
                .unwrap_or(definition.cpu)
                .to_string(),
        ),
        memory: memory.map(|memory| memory.to_string()),
        memory_reservation: reservation.map(|memory| memory.to_string()),
        ..Container::default()
    }
}

fn attributes(definition: &TaskDefinition, fargate: bool) -> Vec<Attribute> {
    if !fargate {
        return Vec::new();
    }
    let architecture = definition
        .runtime_platform
        .as_ref()
        .and_then(|platform| platform.cpu_architecture);
    let value = match architecture {
        Some(CPUArchitecture::Arm64) => "arm64",
        Some(CPUArchitecture::X8664) | None => "x86_64",
    };
    vec![Attribute {
        name: "ecs.cpu-architecture".to_owned(),
        value: Some(value.to_owned()),
        ..Attribute::default()
    }]
}
