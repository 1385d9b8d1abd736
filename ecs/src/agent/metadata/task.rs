//! A task as the agent describes it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::container::{ContainerMetadata, Limits, container};
use crate::agent::endpoints::Open;
use crate::agent::ports::TaskView;
use crate::agent::wire;
use crate::shapes::common::LaunchType;
use crate::shapes::task::Task;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TaskMetadata {
    cluster: String,
    #[serde(rename = "TaskARN")]
    task_arn: String,
    family: String,
    revision: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    desired_status: Option<String>,
    known_status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    limits: Option<Limits<serde_json::Number>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pull_started_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pull_stopped_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_stopped_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_zone: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    task_tags: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    launch_type: Option<LaunchType>,
    containers: Vec<ContainerMetadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_name: Option<String>,
    fault_injection_enabled: bool,
}

/// Describes a task, with its tags if they are asked for.
pub(super) fn task(open: &Open, view: &TaskView, with_tags: bool) -> TaskMetadata {
    let task = &view.task;
    let launch = &open.launch;
    let service = task
        .group
        .as_deref()
        .and_then(|group| group.strip_prefix("service:"));
    let tags = task.tags.iter().filter(|_| with_tags);
    TaskMetadata {
        // Hosts of a cluster's own know it by its name.
        cluster: if task.launch_type == Some(LaunchType::Ec2) {
            launch.cluster.clone()
        } else {
            launch.cluster_arn.clone()
        },
        task_arn: launch.task_arn.clone(),
        family: launch.family.clone(),
        revision: launch.revision.to_string(),
        desired_status: task.desired_status.clone(),
        known_status: task.last_status.clone().unwrap_or_default(),
        limits: limits(task),
        pull_started_at: task.pull_started_at.map(wire::time),
        pull_stopped_at: task.pull_stopped_at.map(wire::time),
        execution_stopped_at: task.execution_stopped_at.map(wire::time),
        availability_zone: task.availability_zone.clone(),
        task_tags: tags
            .filter_map(|tag| Some((tag.key.clone()?, tag.value.clone().unwrap_or_default())))
            .collect(),
        launch_type: task.launch_type,
        containers: launch
            .containers
            .iter()
            .map(|launched| container(open, launched, view))
            .collect(),
        service_name: service.map(str::to_owned),
        // Faults are set at the gateway; the agent here injects none.
        fault_injection_enabled: false,
    }
}

/// The task's size in vCPUs and MiB, where it has one.
fn limits(task: &Task) -> Option<Limits<serde_json::Number>> {
    let read = |text: &Option<String>| text.as_deref()?.parse::<u32>().ok().filter(|units| *units > 0);
    let cpu = read(&task.cpu).and_then(|units| {
        if units % 1024 == 0 {
            Some((units / 1024).into())
        } else {
            serde_json::Number::from_f64(f64::from(units) / 1024.0)
        }
    });
    let memory = read(&task.memory).and_then(|memory| i32::try_from(memory).ok());
    (cpu.is_some() || memory.is_some()).then_some(Limits { cpu, memory })
}
