//! A container as the agent describes it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::agent::endpoints::Open;
use crate::agent::ports::TaskView;
use crate::agent::wire;
use crate::runtime::ContainerLaunch;
use crate::shapes::common::LaunchType;
use crate::shapes::container_definition::LogDriver;
use crate::shapes::task::{Container, HealthStatus, Task};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ContainerMetadata {
    docker_id: String,
    name: String,
    docker_name: String,
    image: String,
    #[serde(rename = "ImageID")]
    image_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ports: Vec<PortBinding>,
    labels: BTreeMap<String, String>,
    desired_status: String,
    known_status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i32>,
    limits: Limits<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<String>,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    health: Option<Health>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_driver: Option<LogDriver>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    log_options: BTreeMap<String, String>,
    #[serde(rename = "ContainerARN", skip_serializing_if = "Option::is_none")]
    container_arn: Option<String>,
    networks: Vec<Network>,
}

#[derive(Debug, Serialize)]
pub(super) struct Limits<C> {
    #[serde(rename = "CPU", skip_serializing_if = "Option::is_none")]
    pub(super) cpu: Option<C>,
    #[serde(rename = "Memory", skip_serializing_if = "Option::is_none")]
    pub(super) memory: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PortBinding {
    container_port: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host_port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host_ip: Option<String>,
}

#[derive(Debug, Serialize)]
struct Health {
    status: HealthStatus,
}

#[derive(Debug, Serialize)]
struct Network {
    #[serde(rename = "NetworkMode")]
    mode: String,
    #[serde(rename = "IPv4Addresses", skip_serializing_if = "Vec::is_empty")]
    ipv4: Vec<String>,
}

/// Describes a container by what was launched and what ECS knows of it.
pub(super) fn container(open: &Open, launched: &ContainerLaunch, view: &TaskView) -> ContainerMetadata {
    let task = &view.task;
    let nothing = Container::default();
    let known = task
        .containers
        .iter()
        .find(|container| container.name.as_deref() == Some(&launched.name))
        .unwrap_or(&nothing);
    let (log_driver, log_options) = logs(launched, view);
    ContainerMetadata {
        docker_id: known.runtime_id.clone().unwrap_or_default(),
        name: launched.name.clone(),
        docker_name: docker_name(open, &launched.name, task),
        image: launched.image.clone(),
        image_id: known.image_digest.clone().unwrap_or_default(),
        ports: ports(known),
        labels: labels(open, launched),
        desired_status: task.desired_status.clone().unwrap_or_default(),
        known_status: known.last_status.clone().unwrap_or_else(|| "PENDING".to_owned()),
        exit_code: known.exit_code,
        limits: Limits {
            cpu: Some(launched.cpu),
            memory: launched.memory.or(launched.memory_reservation),
        },
        // The containers are made when the images are there, and the task is running when all of them are; nothing
        // closer is kept of each.
        created_at: known
            .runtime_id
            .as_ref()
            .and(task.pull_stopped_at)
            .map(wire::time),
        started_at: known.runtime_id.as_ref().and(task.started_at).map(wire::time),
        r#type: "NORMAL",
        health: known
            .health_status
            .filter(|_| launched.health_check.is_some())
            .map(|status| Health { status }),
        log_driver,
        log_options,
        container_arn: known.container_arn.clone(),
        networks: networks(open, known),
    }
}

/// Fargate calls a container by its name; on a host of the cluster's own it has one that is unique there.
fn docker_name(open: &Open, name: &str, task: &Task) -> String {
    if task.launch_type == Some(LaunchType::Ec2) {
        let launch = &open.launch;
        let digits = launch.task.id.get(..20).unwrap_or(&launch.task.id);
        format!("ecs-{}-{}-{name}-{digits}", launch.family, launch.revision)
    } else {
        name.to_owned()
    }
}

/// The log driver and its options; awslogs with the stream that has come of them.
fn logs(launched: &ContainerLaunch, view: &TaskView) -> (Option<LogDriver>, BTreeMap<String, String>) {
    let configuration = view
        .definition
        .container_definitions
        .iter()
        .find(|definition| definition.name.as_deref() == Some(&launched.name))
        .and_then(|definition| definition.log_configuration.as_ref());
    let options = match &launched.logs {
        Some(logs) => [
            ("awslogs-group", &logs.group),
            ("awslogs-region", &logs.region),
            ("awslogs-stream", &logs.stream),
        ]
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .into(),
        None => configuration.map(|logs| logs.options.clone()).unwrap_or_default(),
    };
    (configuration.map(|logs| logs.log_driver), options)
}

/// Those of the definition, and those that the agent sets.
fn labels(open: &Open, launched: &ContainerLaunch) -> BTreeMap<String, String> {
    let launch = &open.launch;
    let mut labels = launched.labels.clone();
    for (name, value) in [
        ("cluster", launch.cluster_arn.clone()),
        ("container-name", launched.name.clone()),
        ("task-arn", launch.task_arn.clone()),
        ("task-definition-family", launch.family.clone()),
        ("task-definition-version", launch.revision.to_string()),
    ] {
        labels.insert(format!("com.amazonaws.ecs.{name}"), value);
    }
    labels
}

fn ports(known: &Container) -> Vec<PortBinding> {
    known
        .network_bindings
        .iter()
        .filter_map(|binding| {
            Some(PortBinding {
                container_port: binding.container_port?,
                protocol: binding
                    .protocol
                    .and_then(|protocol| serde_json::to_value(protocol).ok())
                    .and_then(|protocol| protocol.as_str().map(str::to_owned)),
                host_port: binding.host_port,
                host_ip: binding.bind_ip.clone(),
            })
        })
        .collect()
}

fn networks(open: &Open, known: &Container) -> Vec<Network> {
    vec![Network {
        mode: open.launch.network_mode.clone(),
        ipv4: known
            .network_interfaces
            .iter()
            .filter_map(|interface| interface.private_ipv4_address.clone())
            .collect(),
    }]
}
