//! What tasks run on, and where they and local-ecs reach each other.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bollard::Docker;
use tokio::net::TcpListener;

use super::{RuntimeKind, StartError, TaskSettings};
use crate::localstack::LocalStack;
use crate::logs::Logs;
use crate::reap::{self, Reaper};
use crate::runtime::docker::{self, DockerRuntime, RelaySource};
use crate::runtime::{Nothing, ProcessRuntime, Programs, Runtime};

/// A runtime, and the addresses that go with it.
#[derive(Debug)]
pub(super) struct Platform {
    pub(super) runtime: Arc<dyn Runtime>,
    /// Where the agent takes calls.
    pub(super) agent_listener: TcpListener,
    /// Where tasks reach the agent, as host and port.
    pub(super) agent_of_tasks: String,
    /// Where tasks reach the gateway, as host and port.
    pub(super) gateway_of_tasks: String,
    /// Where this process reaches the gateway itself.
    pub(super) own_host: IpAddr,
    /// Sockets on which the gateway has to listen beside its own.
    pub(super) gateway_listeners: Vec<TcpListener>,
    /// The name that everything made for tasks carries.
    instance: String,
    /// Who cleans up if this process is killed; nobody where nothing is made.
    pub(super) reaper: Option<Reaper>,
}

/// The agent's address on ECS, where the relay of each cluster's network is.
const AGENT_OF_ECS: &str = "169.254.170.2";

impl Platform {
    /// Chooses the runtime and opens the agent's socket, for a gateway that listens at that address.
    pub(super) async fn start(
        settings: &TaskSettings,
        gateway: SocketAddr,
        localstack: &LocalStack,
    ) -> Result<Self, StartError> {
        let instance = settings.instance.clone().unwrap_or_else(|| gateway.to_string());
        let logs = Logs::new(localstack.clone());
        let mut platform = Self::choose(settings, gateway, &instance, logs).await?;
        if settings.runtime != RuntimeKind::Nothing {
            platform.reaper = Some(reaper(&platform.instance)?);
        }
        Ok(platform)
    }

    async fn choose(
        settings: &TaskSettings,
        gateway: SocketAddr,
        instance: &str,
        logs: Logs,
    ) -> Result<Self, StartError> {
        match settings.runtime {
            RuntimeKind::Docker => {
                let engine = docker::connect().await.map_err(|error| no_engine(&error))?;
                Self::docker(settings, gateway, instance.to_owned(), logs, engine).await
            }
            RuntimeKind::Auto => match docker::connect().await {
                Ok(engine) => {
                    tracing::info!("a Docker engine answers: tasks run as containers");
                    Self::docker(settings, gateway, instance.to_owned(), logs, engine).await
                }
                Err(error) => {
                    tracing::info!("tasks run as processes: {error}");
                    Self::process(settings, gateway, instance, logs).await
                }
            },
            RuntimeKind::Process => Self::process(settings, gateway, instance, logs).await,
            RuntimeKind::Nothing => Self::local(Arc::new(Nothing::default()), gateway, instance).await,
        }
    }

    async fn process(
        settings: &TaskSettings,
        gateway: SocketAddr,
        instance: &str,
        logs: Logs,
    ) -> Result<Self, StartError> {
        reap::sweep(instance, None).await;
        let programs = settings.programs.iter().cloned().collect::<Programs>();
        let runtime = ProcessRuntime::new(programs, logs, instance);
        Self::local(Arc::new(runtime), gateway, instance).await
    }

    /// Everything is on this machine, and reached on loopback.
    async fn local(
        runtime: Arc<dyn Runtime>,
        gateway: SocketAddr,
        instance: &str,
    ) -> Result<Self, StartError> {
        let agent_listener = listen(Ipv4Addr::LOCALHOST.into(), 0).await?;
        let own_host = reached(gateway.ip());
        Ok(Self {
            runtime,
            agent_of_tasks: local_address(&agent_listener)?.to_string(),
            agent_listener,
            gateway_of_tasks: SocketAddr::new(own_host, gateway.port()).to_string(),
            own_host,
            gateway_listeners: Vec::new(),
            instance: instance.to_owned(),
            reaper: None,
        })
    }

    async fn docker(
        settings: &TaskSettings,
        gateway: SocketAddr,
        instance: String,
        logs: Logs,
        engine: Docker,
    ) -> Result<Self, StartError> {
        let own_container = docker::own_container(&engine).await;
        // In containers of their own, several local-ecs may listen on the same address.
        let instance = match (&settings.instance, &own_container) {
            (None, Some(container)) => container.clone(),
            _ => instance,
        };
        reap::sweep(&instance, Some(&engine)).await;
        let mut gateway_listeners = Vec::new();
        let host = if own_container.is_some() {
            // It joins each cluster's network, whose addresses are not known yet.
            Ipv4Addr::UNSPECIFIED.into()
        } else {
            let bridge = docker::bridge_address(&engine)
                .await
                .map_err(|error| no_engine(&error))?;
            if !gateway.ip().is_unspecified() && gateway.ip() != bridge {
                // The only address of this machine that every container's network reaches, and nobody else.
                gateway_listeners.push(listen(bridge, gateway.port()).await?);
            }
            bridge
        };
        let agent_listener = listen(host, 0).await?;
        let docker_settings = docker::Settings {
            instance: instance.clone(),
            agent: Some(local_address(&agent_listener)?),
            own_container,
            relay: settings
                .relay_image
                .clone()
                .map_or_else(RelaySource::own, RelaySource::Image),
        };
        let runtime = DockerRuntime::new(engine, docker_settings, logs);
        runtime.warm_up().await.map_err(StartError::Runtime)?;
        Ok(Self {
            runtime: Arc::new(runtime),
            agent_listener,
            agent_of_tasks: AGENT_OF_ECS.to_owned(),
            gateway_of_tasks: format!("{}:{}", docker::HOST, gateway.port()),
            own_host: reached(gateway.ip()),
            gateway_listeners,
            instance,
            reaper: None,
        })
    }
}

/// A second process of this program, which cleans up however this one ends.
fn reaper(instance: &str) -> Result<Reaper, StartError> {
    std::env::current_exe()
        .and_then(|program| Reaper::start(&program, instance))
        .map_err(|error| {
            StartError::Runtime(format!("the process that cleans up cannot be started: {error}"))
        })
}

fn no_engine(error: &docker::NoEngine) -> StartError {
    StartError::Runtime(error.to_string())
}

/// Who listens on every address is reached on loopback.
fn reached(ip: IpAddr) -> IpAddr {
    if ip.is_unspecified() {
        Ipv4Addr::LOCALHOST.into()
    } else {
        ip
    }
}

async fn listen(ip: IpAddr, port: u16) -> Result<TcpListener, StartError> {
    let address = SocketAddr::new(ip, port);
    TcpListener::bind(address)
        .await
        .map_err(|source| StartError::Listen { address, source })
}

fn local_address(listener: &TcpListener) -> Result<SocketAddr, StartError> {
    listener
        .local_addr()
        .map_err(|error| StartError::Runtime(format!("the agent's socket has no address: {error}")))
}
