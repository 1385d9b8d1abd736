//! The docker runtime itself: takes orders, and keeps what its tasks share.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bollard::Docker;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::mpsc;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use super::directory::{Directory, Message};
use super::networks::Networks;
use super::relay::{RelayImage, RelayImages};
use super::settings::Settings;
use super::{events, task};
use crate::logs::Logs;
use crate::runtime::{Launch, Report, Reports, Runtime, TaskKey};

/// How long the end of everything may take. What is left then is found by its label.
const END: Duration = Duration::from_secs(60);

/// Runs tasks as containers.
#[derive(Debug)]
pub(crate) struct DockerRuntime {
    shared: Arc<Shared>,
    /// Removals of networks that are under way.
    forgetting: TaskTracker,
    _events: AbortOnDropHandle<()>,
}

/// What tasks share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) docker: Docker,
    pub(super) settings: Settings,
    pub(super) logs: Logs,
    pub(super) directory: Directory,
    pub(super) networks: Networks,
    relay_images: RelayImages,
    /// Containers that could not be removed because there was no engine.
    left_behind: Mutex<Vec<String>>,
}

impl DockerRuntime {
    /// A runtime on that engine. Its containers' output goes to `logs`.
    pub(crate) fn new(docker: Docker, settings: Settings, logs: Logs) -> Self {
        let shared = Arc::new(Shared {
            docker,
            relay_images: RelayImages::new(settings.relay.clone()),
            networks: Networks::default(),
            settings,
            logs,
            directory: Directory::default(),
            left_behind: Mutex::default(),
        });
        let events = AbortOnDropHandle::new(tokio::spawn(events::follow(shared.clone())));
        Self {
            shared,
            forgetting: TaskTracker::new(),
            _events: events,
        }
    }

    /// Makes the relay's image if the engine has not got it, which takes seconds: done before the first task needs
    /// it, no task waits for it.
    pub(crate) async fn warm_up(&self) -> Result<(), String> {
        self.shared.relay_image().await.map(drop)
    }
}

impl Runtime for DockerRuntime {
    fn start(&self, launch: Launch, reports: Reports) {
        let (inbox, messages) = mpsc::unbounded_channel();
        if !self.shared.directory.enter(&launch.task, inbox.clone()) {
            reports.send(
                &launch.task,
                Report::Failed {
                    container: None,
                    reason:
                        "ResourceInitializationError: the docker runtime is ending, or has this task already"
                            .to_owned(),
                    was_running: false,
                },
            );
            reports.send(&launch.task, Report::Stopped);
            return;
        }
        tokio::spawn(task::run(self.shared.clone(), launch, reports, inbox, messages));
    }

    fn stop(&self, task: &TaskKey) {
        self.shared.directory.tell(task, Message::Stop);
    }

    fn kill(&self, task: &TaskKey) {
        self.shared.directory.tell(task, Message::Kill);
    }

    fn forget_cluster(&self, cluster_arn: &str) {
        let (shared, cluster) = (self.shared.clone(), cluster_arn.to_owned());
        self.forgetting
            .spawn(async move { shared.networks.forget(&shared, &cluster).await });
    }

    fn end(&self) -> BoxFuture<'_, ()> {
        let (shared, forgetting) = (&self.shared, &self.forgetting);
        async move {
            shared.directory.close();
            forgetting.close();
            shared.directory.tell_all(&Message::Kill);
            let everything = async {
                shared.directory.empty().await;
                shared.remove_left_behind().await;
                forgetting.wait().await;
                shared.networks.forget_all(shared).await;
            };
            if tokio::time::timeout(END, everything).await.is_err() {
                tracing::warn!(
                    "containers or networks are left after {END:?}: they carry the label {}={}",
                    crate::instance::LABEL,
                    shared.settings.instance
                );
            }
        }
        .boxed()
    }
}

impl Shared {
    /// The image of relays and of the holders of network namespaces, made when it is first needed.
    pub(super) async fn relay_image(&self) -> Result<RelayImage, String> {
        self.relay_images.get(&self.docker).await
    }

    /// Removes the container, now or when there is an engine again.
    pub(super) async fn remove(&self, name: String) {
        if !task::remove(&self.docker, &name).await {
            self.leave_behind(vec![name]);
        }
    }

    /// Has the containers removed when there is an engine again.
    pub(super) fn leave_behind(&self, names: Vec<String>) {
        self.left_behind
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(names);
    }

    /// Removes what could not be removed before.
    pub(super) async fn remove_left_behind(&self) {
        let names = std::mem::take(&mut *self.left_behind.lock().unwrap_or_else(PoisonError::into_inner));
        futures::future::join_all(names.into_iter().map(|name| self.remove(name))).await;
    }
}
