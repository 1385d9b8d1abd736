//! What the runtime is told of a task: the task definition with the overrides applied.
//!
//! The variables of the agent are added later, by whoever carries out the order.

use std::collections::BTreeMap;
use std::time::Duration;

use super::TaskState;
use crate::place::Place;
use crate::runtime::{AwsLogs, ContainerLaunch, Dependency, HealthCheck, Launch, PortMapping, TaskKey};
use crate::shapes::common::{KeyValuePair, LaunchType};
use crate::shapes::container_definition::{
    self, ContainerCondition, ContainerDefinition, LogDriver, TransportProtocol,
};
use crate::shapes::task::ContainerOverride;
use crate::shapes::task_definition::NetworkMode;

/// Between the stop signal and SIGKILL where the task definition says nothing.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// What the runtime is told to start.
pub(crate) fn launch(task: &TaskState, cluster: &str, place: &Place) -> Launch {
    let definition = &task.definition;
    let overrides = task.record.overrides.clone().unwrap_or_default();
    Launch {
        task: TaskKey {
            place: place.clone(),
            id: task.id.to_string(),
        },
        task_arn: task.arn().to_owned(),
        cluster_arn: task.record.cluster_arn.clone().unwrap_or_default(),
        cluster: cluster.to_owned(),
        family: definition.family.clone().unwrap_or_default(),
        revision: definition.revision,
        network_mode: network_mode(
            definition.network_mode,
            task.record.launch_type == Some(LaunchType::Fargate),
        )
        .to_owned(),
        execution_role_arn: overrides
            .execution_role_arn
            .clone()
            .or_else(|| definition.execution_role_arn.clone()),
        task_role_arn: overrides
            .task_role_arn
            .clone()
            .or_else(|| definition.task_role_arn.clone()),
        containers: definition
            .container_definitions
            .iter()
            .map(|container| {
                let overridden = overrides
                    .container_overrides
                    .iter()
                    .find(|one| one.name == container.name);
                container_launch(container, overridden, &task.id, place)
            })
            .collect(),
    }
}

fn network_mode(mode: Option<NetworkMode>, fargate: bool) -> &'static str {
    match mode {
        Some(NetworkMode::Awsvpc) => "awsvpc",
        Some(NetworkMode::Host) => "host",
        Some(NetworkMode::None) => "none",
        None if fargate => "awsvpc",
        Some(NetworkMode::Bridge) | None => "bridge",
    }
}

fn container_launch(
    definition: &ContainerDefinition,
    overridden: Option<&ContainerOverride>,
    task: &str,
    place: &Place,
) -> ContainerLaunch {
    let name = definition.name.clone().unwrap_or_default();
    let command = match overridden {
        Some(one) if !one.command.is_empty() => &one.command,
        _ => &definition.command,
    };
    let mut environment = BTreeMap::new();
    add(&mut environment, &definition.environment);
    if let Some(one) = overridden {
        add(&mut environment, &one.environment);
    }
    ContainerLaunch {
        image: definition.image.clone().unwrap_or_default(),
        entry_point: non_empty(&definition.entry_point),
        command: non_empty(command),
        environment,
        working_directory: definition.working_directory.clone(),
        user: definition.user.clone(),
        essential: definition.essential.unwrap_or(true),
        readonly_root_filesystem: definition.readonly_root_filesystem.unwrap_or(false),
        privileged: definition.privileged.unwrap_or(false),
        stop_timeout: seconds(definition.stop_timeout).unwrap_or(STOP_TIMEOUT),
        start_timeout: seconds(definition.start_timeout),
        cpu: overridden.and_then(|one| one.cpu).unwrap_or(definition.cpu),
        memory: overridden.and_then(|one| one.memory).or(definition.memory),
        memory_reservation: overridden
            .and_then(|one| one.memory_reservation)
            .or(definition.memory_reservation),
        hostname: definition.hostname.clone(),
        labels: definition.docker_labels.clone(),
        links: definition.links.clone(),
        port_mappings: definition.port_mappings.iter().filter_map(port_mapping).collect(),
        health_check: definition.health_check.as_ref().map(health_check),
        depends_on: definition
            .depends_on
            .iter()
            .map(|dependency| Dependency {
                container: dependency.container_name.clone(),
                condition: condition(dependency.condition).to_owned(),
            })
            .collect(),
        logs: logs(definition, &name, task, place),
        name,
    }
}

fn add(environment: &mut BTreeMap<String, String>, pairs: &[KeyValuePair]) {
    for pair in pairs {
        if let Some(name) = &pair.name {
            environment.insert(name.clone(), pair.value.clone().unwrap_or_default());
        }
    }
}

fn non_empty(words: &[String]) -> Option<Vec<String>> {
    (!words.is_empty()).then(|| words.to_vec())
}

fn seconds(value: Option<i32>) -> Option<Duration> {
    value
        .and_then(|value| u64::try_from(value).ok())
        .map(Duration::from_secs)
}

fn port_mapping(mapping: &container_definition::PortMapping) -> Option<PortMapping> {
    Some(PortMapping {
        container_port: u16::try_from(mapping.container_port?).ok()?,
        host_port: mapping
            .host_port
            .and_then(|port| u16::try_from(port).ok())
            .filter(|port| *port != 0),
        protocol: match mapping.protocol {
            Some(TransportProtocol::Udp) => "udp",
            Some(TransportProtocol::Tcp) | None => "tcp",
        }
        .to_owned(),
    })
}

fn health_check(check: &container_definition::HealthCheck) -> HealthCheck {
    HealthCheck {
        command: check.command.clone(),
        interval: seconds(check.interval).unwrap_or(Duration::from_secs(30)),
        timeout: seconds(check.timeout).unwrap_or(Duration::from_secs(5)),
        retries: check
            .retries
            .and_then(|retries| u32::try_from(retries).ok())
            .unwrap_or(3),
        start_period: seconds(check.start_period).unwrap_or(Duration::ZERO),
    }
}

fn condition(condition: ContainerCondition) -> &'static str {
    match condition {
        ContainerCondition::Start => "START",
        ContainerCondition::Complete => "COMPLETE",
        ContainerCondition::Success => "SUCCESS",
        ContainerCondition::Healthy => "HEALTHY",
    }
}

/// Where the output goes, by the options of awslogs.
///
/// The stream is `<prefix>/<container>/<task id>`. Without a prefix ECS on EC2 takes the engine's id of the
/// container, which is not known before it runs: here it is `<container>/<task id>`.
fn logs(definition: &ContainerDefinition, name: &str, task: &str, place: &Place) -> Option<AwsLogs> {
    let configuration = definition.log_configuration.as_ref()?;
    if configuration.log_driver != LogDriver::Awslogs {
        return None;
    }
    let option = |name: &str| configuration.options.get(name).map(String::as_str);
    Some(AwsLogs {
        region: option("awslogs-region").unwrap_or(&place.region).to_owned(),
        group: option("awslogs-group")?.to_owned(),
        stream: match option("awslogs-stream-prefix") {
            Some(prefix) => format!("{prefix}/{name}/{task}"),
            None => format!("{name}/{task}"),
        },
        create_group: option("awslogs-create-group") == Some("true"),
    })
}
