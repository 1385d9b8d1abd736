//! The side of tasks: the control plane, the runtime and the agent.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use command_line::Shutdown;
use tokio::net::TcpListener;
use url::Url;

use super::{RuntimeKind, StartError, TaskSettings};
use crate::accounts::Accounts;
use crate::agent::{self, Agent};
use crate::control::{Control, KnownTasks, TaskEndpoints};
use crate::gateway::Upstream;
use crate::localstack::LocalStack;
use crate::logs::Logs;
use crate::runtime::{Nothing, ProcessRuntime, Programs, Runtime};

/// The control plane with all that it needs.
#[derive(Debug)]
pub(super) struct Tasks {
    pub(super) control: Arc<Control>,
    agent: Agent,
    listener: TcpListener,
}

impl Tasks {
    /// Puts it together for a gateway that listens at that address.
    pub(super) async fn start(
        settings: &TaskSettings,
        listening: SocketAddr,
        localstack: &Upstream,
        accounts: &Accounts,
    ) -> Result<Self, StartError> {
        let localstack = LocalStack::at(localstack);
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listen = |source| StartError::Listen {
            address: any_port,
            source,
        };
        let listener = TcpListener::bind(any_port).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let gateway = url(listening)?;
        let base = url(address)?;
        let instance = settings.instance.clone().unwrap_or_else(|| listening.to_string());
        let runtime: Arc<dyn Runtime> = match settings.runtime {
            RuntimeKind::Nothing => Arc::new(Nothing::default()),
            RuntimeKind::Process | RuntimeKind::Auto => {
                let programs = settings.programs.iter().cloned().collect::<Programs>();
                Arc::new(ProcessRuntime::new(
                    programs,
                    Logs::new(localstack.clone()),
                    &instance,
                ))
            }
            RuntimeKind::Docker => {
                return Err(StartError::Runtime("this runtime is not there yet".to_owned()));
            }
        };
        let endpoint = settings.endpoint.clone().unwrap_or_else(|| gateway.clone());
        let callers = accounts.callers.clone();
        let mut agent = None;
        let control = Arc::new_cyclic(|control| {
            let agent = agent.insert(Agent::new(
                agent::Settings::new(base, gateway),
                Arc::new(KnownTasks(control.clone())),
                None,
                localstack,
                callers,
            ));
            let endpoints = TaskEndpoints::new(agent.clone(), &endpoint);
            Control::new(runtime, Arc::new(endpoints))
        });
        let agent = agent.ok_or_else(|| StartError::Runtime("the agent is missing".to_owned()))?;
        Ok(Self {
            control,
            agent,
            listener,
        })
    }

    /// Serves the tasks' agent until the end is asked for, then kills the tasks.
    pub(super) async fn run(self, shutdown: Shutdown) {
        self.agent.serve(self.listener, shutdown).await;
        self.control.end().await;
    }
}

fn url(address: SocketAddr) -> Result<Url, StartError> {
    // Who listens on every address is reached on loopback.
    let ip = match address.ip() {
        ip if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        ip => ip,
    };
    let text = format!("http://{}", SocketAddr::new(ip, address.port()));
    Url::parse(&text).map_err(|error| StartError::Runtime(format!("{text} is no URL: {error}")))
}
