//! The side of tasks: the control plane, the runtime, the agent and the metrics.

use std::net::SocketAddr;
use std::sync::Arc;

use command_line::Shutdown;
use url::Url;

use super::platform::Platform;
use super::{StartError, TaskSettings};
use crate::accounts::Accounts;
use crate::agent::{self, Agent};
use crate::control::{Control, KnownTasks, TaskEndpoints};
use crate::gateway::Upstream;
use crate::iam::roles::{KEPT, Roles};
use crate::localstack::LocalStack;
use crate::metrics::ContainerInsights;

/// The control plane with all that it needs.
#[derive(Debug)]
pub(super) struct TaskSide {
    pub(super) control: Arc<Control>,
    agent: Agent,
    platform: Platform,
    metrics: ContainerInsights,
}

impl TaskSide {
    /// Puts it together for a gateway that listens at that address.
    pub(super) async fn start(
        settings: &TaskSettings,
        gateway: SocketAddr,
        localstack: &Upstream,
        accounts: &Accounts,
    ) -> Result<Self, StartError> {
        let localstack = LocalStack::at(localstack);
        let platform = Platform::start(settings, gateway, &localstack).await?;
        let endpoint = match &settings.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => url(&platform.gateway_of_tasks)?,
        };
        let agent_settings = agent::Settings::new(
            url(&platform.agent_of_tasks)?,
            url(&SocketAddr::new(platform.own_host, gateway.port()).to_string())?,
        );
        let permissions = settings
            .role_permissions
            .then(|| Arc::new(Roles::new(localstack.clone(), KEPT)) as Arc<dyn agent::Permissions>);
        let callers = accounts.callers.clone();
        let mut made = None;
        let stack = localstack.clone();
        let control = Arc::new_cyclic(|control| {
            let tasks = Arc::new(KnownTasks(control.clone()));
            let agent = Agent::new(agent_settings, tasks, permissions, stack, callers);
            let endpoints = TaskEndpoints::new(agent.clone(), &endpoint);
            made = Some(agent);
            Control::new(platform.runtime.clone(), Arc::new(endpoints))
        });
        let agent = made.ok_or_else(|| StartError::Runtime("the agent is missing".to_owned()))?;
        let measured = Arc::downgrade(&control);
        let counts = move || {
            measured
                .upgrade()
                .map(|control| control.counts())
                .unwrap_or_default()
        };
        let metrics = ContainerInsights::new(localstack, settings.metrics_interval, counts);
        Ok(Self {
            control,
            agent,
            platform,
            metrics,
        })
    }

    /// Sockets that the gateway has to be served on as well, so that tasks reach it.
    pub(super) fn gateway_listeners(&mut self) -> Vec<tokio::net::TcpListener> {
        std::mem::take(&mut self.platform.gateway_listeners)
    }

    /// Serves the tasks' agent and puts the metrics until the end is asked for, then kills the tasks.
    pub(super) async fn run(self, shutdown: Shutdown) {
        tokio::select! {
            () = self.agent.serve(self.platform.agent_listener, shutdown) => {}
            () = self.metrics.run() => {}
        }
        self.control.end().await;
        if let Some(reaper) = self.platform.reaper {
            reaper.end().await;
        }
    }
}

fn url(authority: &str) -> Result<Url, StartError> {
    let text = format!("http://{authority}");
    Url::parse(&text).map_err(|error| StartError::Runtime(format!("{text} is no URL: {error}")))
}
