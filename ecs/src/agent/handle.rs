//! The agent as its driver sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use command_line::Shutdown;
use tokio::net::TcpListener;

use super::callers::Callers;
use super::credentials::Issuer;
use super::ecs::Ecs;
use super::endpoints::Endpoints;
use super::environment::environment;
use super::limit::Limiter;
use super::ports::{Permissions, Tasks};
use super::serve::serve;
use super::settings::Settings;
use crate::localstack::LocalStack;
use crate::runtime::{Launch, TaskKey};
use crate::shapes::common::LaunchType;

/// The agent of all tasks. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Agent(pub(super) Arc<Inner>);

/// What answering takes.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) settings: Settings,
    pub(super) tasks: Arc<dyn Tasks>,
    /// `None` where every role may do everything.
    pub(super) permissions: Option<Arc<dyn Permissions>>,
    pub(super) endpoints: Endpoints,
    pub(super) limiter: Limiter,
    pub(super) issuer: Issuer,
    pub(super) ecs: Ecs,
    callers: Arc<Callers>,
}

impl Agent {
    /// An agent without tasks. Without `permissions` every role may do everything; `localstack` is where STS is, and
    /// `callers` is told which keys are whose.
    pub(crate) fn new(
        settings: Settings,
        tasks: Arc<dyn Tasks>,
        permissions: Option<Arc<dyn Permissions>>,
        localstack: LocalStack,
        callers: Arc<Callers>,
    ) -> Self {
        Self(Arc::new(Inner {
            limiter: Limiter::new(settings.rate, settings.burst),
            issuer: Issuer::new(localstack, callers.clone()),
            ecs: Ecs::new(&settings),
            settings,
            tasks,
            permissions,
            endpoints: Endpoints::default(),
            callers,
        }))
    }

    /// Opens the endpoints of a task that is about to be started, and returns the variables to add to each
    /// container's environment, by the container's name.
    ///
    /// Asks [`Tasks`] for the launch type: not to be called with a lock that [`Tasks::find`] takes.
    pub(crate) fn open(&self, launch: &Launch) -> BTreeMap<String, BTreeMap<String, String>> {
        let launch_type = self
            .0
            .tasks
            .find(&launch.task)
            .and_then(|view| view.task.launch_type)
            .unwrap_or(LaunchType::Fargate);
        let open = self.0.endpoints.open(launch);
        launch
            .containers
            .iter()
            .map(|container| {
                let variables = environment(&self.0.settings.base, &open, container, launch_type);
                (container.name.clone(), variables)
            })
            .collect()
    }

    /// Closes the endpoints of a task that has stopped. One that is unknown is left alone.
    pub(crate) fn close(&self, task: &TaskKey) {
        if let Some(open) = self.0.endpoints.close(task) {
            for id in open.ids.values().chain([&open.credentials_id]) {
                self.0.limiter.forget(id);
            }
            self.0.callers.forget(&task.id);
        }
    }

    /// Serves the containers that come in by the listener until the end is asked for. May be called for several
    /// listeners.
    pub(crate) async fn serve(&self, listener: TcpListener, shutdown: Shutdown) {
        serve(self.0.clone(), listener, shutdown).await;
    }
}
