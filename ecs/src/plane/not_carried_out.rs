//! What a task definition may say and no runtime here carries out.
//!
//! It is kept and told, as on ECS; but a task that needs it is refused, because one that runs without its secret or
//! its volume would be a wrong answer.
//!
//! Left alone is what changes nothing that a task can tell from inside: values that are ECS's own defaults; volumes
//! that no container mounts; `ephemeralStorage`, since the disk here is not divided; `versionConsistency`, since
//! images are local; the `name` and `appProtocol` of a port, which are for Service Connect, and that is refused
//! itself; `runtimePlatform.cpuArchitecture`, since images are made for this machine; the buffer of awslogs
//! (`mode`, `max-buffer-size`), since nothing is thrown away here; and the driver `json-file`, whose output nobody
//! but the host could read.

use crate::api::ApiError;
use crate::shapes::container_definition::{
    ContainerDefinition, LinuxParameters, LogConfiguration, LogDriver,
};
use crate::shapes::task_definition::{IpcMode, OSFamily, TaskDefinition};

/// Options of awslogs that would make other events of the same output.
const EVENTS: [&str; 2] = ["awslogs-datetime-format", "awslogs-multiline-pattern"];

/// Refuses a task definition whose tasks would lack something here.
///
/// # Errors
/// It says so of the first such field, and of its container.
pub(super) fn check(definition: &TaskDefinition) -> Result<(), ApiError> {
    if let Some(field) = of_task(definition) {
        return refuse(field, "the task");
    }
    for container in &definition.container_definitions {
        if let Some(field) = of_container(container) {
            let name = container.name.as_deref().unwrap_or_default();
            return refuse(&field, &format!("container {name}"));
        }
    }
    Ok(())
}

fn refuse(field: &str, whose: &str) -> Result<(), ApiError> {
    Err(ApiError::client(format!(
        "local-ecs does not carry out `{field}` of {whose}, so its tasks would run without it. Leave it out of the \
         task definition that is run here."
    )))
}

fn of_task(definition: &TaskDefinition) -> Option<&'static str> {
    let system = definition
        .runtime_platform
        .as_ref()
        .and_then(|platform| platform.operating_system_family);
    first([
        (definition.pid_mode.is_some(), "pidMode"),
        (
            matches!(definition.ipc_mode, Some(IpcMode::Host | IpcMode::Task)),
            "ipcMode",
        ),
        (definition.proxy_configuration.is_some(), "proxyConfiguration"),
        (
            definition.enable_fault_injection == Some(true),
            "enableFaultInjection",
        ),
        (
            definition.trusted_execution_configuration.is_some(),
            "trustedExecutionConfiguration",
        ),
        (
            system.is_some_and(|system| system != OSFamily::Linux),
            "runtimePlatform.operatingSystemFamily",
        ),
    ])
}

fn of_container(container: &ContainerDefinition) -> Option<String> {
    let field = first([
        (!container.secrets.is_empty(), "secrets"),
        (!container.environment_files.is_empty(), "environmentFiles"),
        (
            container.repository_credentials.is_some(),
            "repositoryCredentials",
        ),
        (!container.mount_points.is_empty(), "mountPoints"),
        (!container.volumes_from.is_empty(), "volumesFrom"),
        (!container.ulimits.is_empty(), "ulimits"),
        (!container.system_controls.is_empty(), "systemControls"),
        (
            container
                .restart_policy
                .as_ref()
                .is_some_and(|policy| policy.enabled),
            "restartPolicy",
        ),
        (
            container.firelens_configuration.is_some(),
            "firelensConfiguration",
        ),
        (container.disable_networking == Some(true), "disableNetworking"),
        (!container.dns_servers.is_empty(), "dnsServers"),
        (!container.dns_search_domains.is_empty(), "dnsSearchDomains"),
        (!container.extra_hosts.is_empty(), "extraHosts"),
        (
            !container.docker_security_options.is_empty(),
            "dockerSecurityOptions",
        ),
        (!container.credential_specs.is_empty(), "credentialSpecs"),
        (
            !container.resource_requirements.is_empty(),
            "resourceRequirements",
        ),
        (container.interactive == Some(true), "interactive"),
        (container.pseudo_terminal == Some(true), "pseudoTerminal"),
        (
            container
                .port_mappings
                .iter()
                .any(|mapping| mapping.container_port_range.is_some()),
            "portMappings.containerPortRange",
        ),
    ]);
    field
        .or_else(|| container.linux_parameters.as_ref().and_then(of_linux))
        .map(str::to_owned)
        .or_else(|| container.log_configuration.as_ref().and_then(of_logs))
}

fn of_linux(linux: &LinuxParameters) -> Option<&'static str> {
    first([
        (
            linux
                .capabilities
                .as_ref()
                .is_some_and(|capabilities| !capabilities.add.is_empty() || !capabilities.drop.is_empty()),
            "linuxParameters.capabilities",
        ),
        (!linux.devices.is_empty(), "linuxParameters.devices"),
        // It would be process 1, and who is process 1 has no default for SIGTERM.
        (
            linux.init_process_enabled == Some(true),
            "linuxParameters.initProcessEnabled",
        ),
        (
            linux.shared_memory_size.is_some(),
            "linuxParameters.sharedMemorySize",
        ),
        (!linux.tmpfs.is_empty(), "linuxParameters.tmpfs"),
        (linux.max_swap.is_some(), "linuxParameters.maxSwap"),
        (linux.swappiness.is_some(), "linuxParameters.swappiness"),
    ])
}

fn of_logs(logs: &LogConfiguration) -> Option<String> {
    match logs.log_driver {
        LogDriver::JsonFile => None,
        LogDriver::Awslogs if !logs.secret_options.is_empty() => {
            Some("logConfiguration.secretOptions".to_owned())
        }
        LogDriver::Awslogs => EVENTS
            .iter()
            .find(|option| logs.options.contains_key(**option))
            .map(|option| format!("logConfiguration.options.{option}")),
        _ => Some("logConfiguration.logDriver".to_owned()),
    }
}

/// The first field that is there.
fn first<const N: usize>(fields: [(bool, &'static str); N]) -> Option<&'static str> {
    fields
        .into_iter()
        .find_map(|(is_there, field)| is_there.then_some(field))
}

#[cfg(test)]
#[path = "tests/not_carried_out.rs"]
mod tests;
