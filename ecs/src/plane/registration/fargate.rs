//! What a task definition must keep to run on Fargate.

use super::refuse;
use crate::api::ApiError;
use crate::shapes::container_definition::{ContainerDefinition, LogDriver};
use crate::shapes::task_definition::{IpcMode, NetworkMode, PidMode, RegisterTaskDefinitionRequest};

/// In MiB.
const GB: i32 = 1024;
/// Timeouts in seconds.
const TIMEOUT: std::ops::RangeInclusive<i32> = 2..=120;

/// Checks all of it.
///
/// # Errors
/// The first thing that Fargate does not take.
pub(super) fn check(
    request: &RegisterTaskDefinitionRequest,
    network_mode: NetworkMode,
    cpu: Option<i32>,
    memory: Option<i32>,
) -> Result<(), ApiError> {
    if network_mode != NetworkMode::Awsvpc {
        return refuse("Fargate only supports network mode 'awsvpc'.");
    }
    let Some(cpu) = cpu else {
        return refuse("Fargate requires that 'cpu' be defined at the task level.");
    };
    let Some(memory) = memory else {
        return refuse("Fargate requires that 'memory' be defined at the task level.");
    };
    if !is_size(cpu, memory) {
        return refuse(format!(
            "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. See the Amazon ECS \
             documentation for the valid values."
        ));
    }
    if request.pid_mode == Some(PidMode::Host) {
        return refuse("Fargate does not support the pid mode 'host'.");
    }
    if matches!(request.ipc_mode, Some(IpcMode::Host | IpcMode::Task)) {
        return refuse("Fargate does not support ipc modes.");
    }
    if !request.placement_constraints.is_empty() {
        return refuse("Fargate does not support placement constraints.");
    }
    for volume in &request.volumes {
        let name = volume.name.as_deref().unwrap_or_default();
        if volume
            .host
            .as_ref()
            .is_some_and(|host| host.source_path.is_some())
        {
            return refuse(format!(
                "Fargate does not support the host path of the volume '{name}'."
            ));
        }
        if volume.docker_volume_configuration.is_some() {
            return refuse(format!("Fargate does not support the Docker volume '{name}'."));
        }
    }
    request
        .container_definitions
        .iter()
        .try_for_each(|container| check_container(container, request.execution_role_arn.is_some()))
}

fn check_container(container: &ContainerDefinition, has_execution_role: bool) -> Result<(), ApiError> {
    let name = container.name.as_deref().unwrap_or_default();
    let unsupported = [
        (container.privileged == Some(true), "privileged"),
        (!container.links.is_empty(), "links"),
        (!container.dns_servers.is_empty(), "dnsServers"),
        (!container.dns_search_domains.is_empty(), "dnsSearchDomains"),
        (
            !container.docker_security_options.is_empty(),
            "dockerSecurityOptions",
        ),
        (!container.extra_hosts.is_empty(), "extraHosts"),
        (container.hostname.is_some(), "hostname"),
        (container.disable_networking == Some(true), "disableNetworking"),
        (
            !container.resource_requirements.is_empty(),
            "resourceRequirements",
        ),
    ];
    if let Some((_, setting)) = unsupported.iter().find(|(is_set, _)| *is_set) {
        return refuse(format!(
            "Fargate does not support '{setting}', which container '{name}' has."
        ));
    }
    for (setting, seconds) in [
        ("stopTimeout", container.stop_timeout),
        ("startTimeout", container.start_timeout),
    ] {
        if let Some(seconds) = seconds.filter(|seconds| !TIMEOUT.contains(seconds)) {
            return refuse(format!(
                "Invalid '{setting}' setting for container '{name}': on Fargate it must be from {} to {} seconds, \
                 and is {seconds}.",
                TIMEOUT.start(),
                TIMEOUT.end()
            ));
        }
    }
    let Some(log) = &container.log_configuration else {
        return Ok(());
    };
    match log.log_driver {
        LogDriver::Awslogs if !has_execution_role => refuse(
            "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
        ),
        LogDriver::Awslogs if !log.options.contains_key("awslogs-stream-prefix") => {
            refuse("Log driver awslogs requires options: awslogs-stream-prefix")
        }
        LogDriver::Awslogs | LogDriver::Splunk | LogDriver::Awsfirelens => Ok(()),
        _ => refuse(format!(
            "Fargate supports the log drivers awslogs, splunk and awsfirelens, and container '{name}' has another."
        )),
    }
}

/// Whether Fargate has tasks of that CPU and memory.
pub(super) fn is_size(cpu: i32, memory: i32) -> bool {
    let steps = |from: i32, to: i32, step: i32| (from..=to).contains(&memory) && (memory - from) % step == 0;
    match cpu {
        256 => [512, GB, 2 * GB].contains(&memory),
        512 => steps(GB, 4 * GB, GB),
        1024 => steps(2 * GB, 8 * GB, GB),
        2048 => steps(4 * GB, 16 * GB, GB),
        4096 => steps(8 * GB, 30 * GB, GB),
        8192 => steps(16 * GB, 60 * GB, 4 * GB),
        16_384 => steps(32 * GB, 120 * GB, 8 * GB),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_size;

    #[test]
    fn the_sizes_are_those_of_the_documents() {
        let sizes = |cpu: i32| -> Vec<i32> { (0..130_000).filter(|memory| is_size(cpu, *memory)).collect() };
        assert_eq!(sizes(256), [512, 1024, 2048]);
        assert_eq!(sizes(512), [1024, 2048, 3072, 4096]);
        assert_eq!(sizes(1024), [2048, 3072, 4096, 5120, 6144, 7168, 8192]);
        for (cpu, first, last, count) in [
            (2048, 4096, 16_384, 13),
            (4096, 8192, 30_720, 23),
            (8192, 16_384, 61_440, 12),
            (16_384, 32_768, 122_880, 12),
        ] {
            let sizes = sizes(cpu);
            assert_eq!(
                (sizes.first(), sizes.last(), sizes.len()),
                (Some(&first), Some(&last), count)
            );
        }
        assert_eq!(sizes(128), [0; 0]);
    }
}
