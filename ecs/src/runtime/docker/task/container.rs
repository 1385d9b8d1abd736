//! Starts one container, and finds out what became of it.

use std::net::IpAddr;
use std::time::Duration;

use bollard::Docker;
use bollard::models::{ContainerCreateBody, ContainerInspectResponse, PortMap};
use bollard::query_parameters::{
    AttachContainerOptionsBuilder, CreateContainerOptionsBuilder, KillContainerOptionsBuilder,
    RemoveContainerOptionsBuilder, StopContainerOptionsBuilder,
};
use tokio::task::JoinHandle;

use super::super::body::{self, Namespace};
use super::super::directory::Inbox;
use super::super::output;
use super::super::runtime::Shared;
use super::super::{names, reasons};
use crate::runtime::{ContainerLaunch, Launch, NetworkBinding, PortMapping};

/// What the engine may take for an answer beyond what it waits for.
const ANSWER: Duration = Duration::from_secs(60);

/// A container that has been started.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) id: String,
    pub(super) outside: Outside,
    /// Ends when all its output has been delivered.
    pub(super) output: Option<JoinHandle<()>>,
}

/// How a container is reached.
#[derive(Clone, Debug, Default)]
pub(super) struct Outside {
    pub(super) ip: Option<String>,
    ports: PortMap,
}

impl Outside {
    fn of(container: &ContainerInspectResponse) -> Self {
        let Some(settings) = &container.network_settings else {
            return Self::default();
        };
        let ip = settings
            .networks
            .iter()
            .flat_map(|networks| networks.values())
            .find_map(|endpoint| endpoint.ip_address.clone().filter(|ip| !ip.is_empty()));
        Self {
            ip,
            ports: settings.ports.clone().unwrap_or_default(),
        }
    }

    /// Where the ports of a definition are reached.
    pub(super) fn bindings(&self, ports: &[PortMapping]) -> Vec<NetworkBinding> {
        ports
            .iter()
            .filter_map(|port| {
                let bound = self.ports.get(&body::port_key(port))?.as_ref()?.first()?;
                Some(NetworkBinding {
                    bind_ip: bound.host_ip.clone().unwrap_or_default(),
                    container_port: port.container_port,
                    host_port: bound.host_port.as_ref()?.parse().ok()?,
                    protocol: protocol(port),
                })
            })
            .collect()
    }
}

/// Where the ports of a definition are reached that shares the machine's network.
pub(super) fn bindings_of_host(ports: &[PortMapping]) -> Vec<NetworkBinding> {
    ports
        .iter()
        .map(|port| NetworkBinding {
            bind_ip: "0.0.0.0".to_owned(),
            container_port: port.container_port,
            host_port: port.container_port,
            protocol: protocol(port),
        })
        .collect()
}

fn protocol(port: &PortMapping) -> String {
    if port.protocol.is_empty() {
        "tcp".to_owned()
    } else {
        port.protocol.clone()
    }
}

/// Starts the container of a definition, or says in ECS's words why it cannot.
///
/// Whoever reads its output is there before it starts, and so is whoever hears of its end.
pub(super) async fn start(
    shared: &Shared,
    launch: &Launch,
    index: usize,
    namespace: &Namespace,
    inbox: &Inbox,
) -> Result<Started, String> {
    let docker = &shared.docker;
    let container: &ContainerLaunch = &launch.containers[index];
    let place = &launch.task.place;
    // Created at the same time as the container.
    let stream = container
        .logs
        .as_ref()
        .map(|logs| (logs, shared.logs.begin(place, logs)));
    let name = names::container(launch, &container.name);
    let body = body::container(&shared.settings.instance, launch, container, namespace);
    let id = create(docker, &name, body).await?;
    shared.directory.enter_container(&id, inbox.clone(), index);
    let mut output = None;
    if let Some((logs, stream)) = stream {
        if !shared.logs.knows(place, logs) {
            stream.opened().await.map_err(|error| error.reason())?;
        }
        let options = AttachContainerOptionsBuilder::new()
            .stream(true)
            .stdout(true)
            .stderr(true)
            .build();
        let attached = docker
            .attach_container(&id, Some(options))
            .await
            .map_err(|error| reasons::of_class("CannotStartContainerError", &error))?;
        output = Some(tokio::spawn(output::deliver(attached, stream)));
    }
    docker
        .start_container(&id, None)
        .await
        .map_err(|error| reasons::of_class("CannotStartContainerError", &error))?;
    let outside = outside(docker, &id).await;
    Ok(Started { id, outside, output })
}

/// Creates a container, and gives its id.
pub(in super::super) async fn create(
    docker: &Docker,
    name: &str,
    body: ContainerCreateBody,
) -> Result<String, String> {
    let options = CreateContainerOptionsBuilder::new().name(name).build();
    docker
        .create_container(Some(options), body)
        .await
        .map(|created| created.id)
        .map_err(|error| reasons::of_class("CannotCreateContainerError", &error))
}

/// How a container is reached. One that has ended already is not.
pub(super) async fn outside(docker: &Docker, id: &str) -> Outside {
    match docker.inspect_container(id, None).await {
        Ok(container) => Outside::of(&container),
        Err(_) => Outside::default(),
    }
}

/// Where an IP address is wanted rather than a text.
pub(in super::super) async fn address(docker: &Docker, id: &str, network: &str) -> Option<IpAddr> {
    let container = docker.inspect_container(id, None).await.ok()?;
    let networks = container.network_settings?.networks?;
    networks
        .values()
        .find(|endpoint| endpoint.network_id.as_deref() == Some(network))?
        .ip_address
        .as_ref()?
        .parse()
        .ok()
}

/// How a container ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) exit_code: Option<i32>,
    pub(super) reason: Option<String>,
}

/// What the engine has told of a container's end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    /// Not every event says it.
    pub(super) exit_code: Option<i32>,
}

/// How the container ended; `None` while it runs. `told` is what the engine has told
/// of its end, if it has.
pub(super) async fn end(docker: &Docker, name: &str, told: Option<Told>) -> Option<End> {
    let by_event = told.map(|told| End {
        exit_code: told.exit_code,
        reason: None,
    });
    let state = match docker.inspect_container(name, None).await {
        Ok(container) => container.state?,
        Err(error) if reasons::is_missing(&error) => {
            return by_event.or(Some(End {
                exit_code: None,
                reason: Some("The container was removed by somebody else.".to_owned()),
            }));
        }
        // There is no engine: whoever follows it says so.
        Err(_) => return by_event,
    };
    if state.running == Some(true) {
        return by_event;
    }
    let exit_code = state
        .exit_code
        .and_then(|code| i32::try_from(code).ok())
        .or(told.and_then(|told| told.exit_code));
    let reason = (state.oom_killed == Some(true)).then(|| reasons::OUT_OF_MEMORY.to_owned());
    Some(End { exit_code, reason })
}

/// Asks the container to end by its stop signal, and kills it after the timeout; returns when it has ended.
pub(super) async fn stop(docker: &Docker, name: &str, timeout: Duration) {
    // The engine counts in whole seconds, and answers when it is over.
    let seconds = timeout.as_secs() + u64::from(timeout.subsec_nanos() > 0);
    let patient = docker.clone().with_timeout(timeout + ANSWER);
    let options = StopContainerOptionsBuilder::new()
        .t(i32::try_from(seconds).unwrap_or(i32::MAX))
        .build();
    if let Err(error) = patient.stop_container(name, Some(options)).await
        && !has_ended(&error)
    {
        tracing::warn!(
            "the container {name} cannot be stopped, and is killed: {}",
            reasons::words(&error)
        );
        kill(docker, name).await;
    }
}

/// Kills the container.
pub(super) async fn kill(docker: &Docker, name: &str) {
    let options = KillContainerOptionsBuilder::new().signal("SIGKILL").build();
    if let Err(error) = docker.kill_container(name, Some(options)).await
        && !has_ended(&error)
    {
        tracing::warn!(
            "the container {name} cannot be killed: {}",
            reasons::words(&error)
        );
    }
}

/// Whether a container cannot be stopped because it does not run any more. The library takes 304 for an error.
fn has_ended(error: &bollard::errors::Error) -> bool {
    matches!(
        error,
        bollard::errors::Error::DockerResponseServerError {
            status_code: 304 | 404 | 409,
            ..
        }
    )
}

/// Removes the container, running or not; true if it is gone, false if there was no engine to remove it.
pub(in super::super) async fn remove(docker: &Docker, name: &str) -> bool {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    match docker.remove_container(name, Some(options)).await {
        Ok(()) => true,
        Err(error) if reasons::is_gone(&error) => false,
        Err(error) => {
            if !reasons::is_missing(&error) && !reasons::words(&error).contains("already in progress") {
                tracing::warn!(
                    "the container {name} cannot be removed: {}",
                    reasons::words(&error)
                );
            }
            true
        }
    }
}
