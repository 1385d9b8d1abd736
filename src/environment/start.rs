//! Bringing the environment up, and ending it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use testcontainers::bollard::Docker;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::engine::{self, NoEngine};
use super::localstack::{self, Kind, LocalStackError, Start};
use super::{Gateway, GatewayError, ImageError, Images, Network, NetworkError, Standing, TaskImages, ports};
use crate::binaries::{Binaries, BuildError};
use crate::options::{LocalStackChoice, Options, Runtime};
use crate::run::{self, Folder, FolderError, Leftovers};

/// The environment could not be brought up.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum StartError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Engine(#[from] NoEngine),
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    Network(#[from] NetworkError),
    #[error(transparent)]
    LocalStack(#[from] LocalStackError),
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error("no port is free: {0}")]
    Port(std::io::Error),
}

/// All that the scenarios of a run share.
#[derive(Debug)]
pub struct Environment {
    /// The run's folder and id.
    pub folder: Folder,
    /// The folder that the reports are written to.
    pub report: PathBuf,
    /// The programs under test.
    pub binaries: Binaries,
    /// What they run as.
    pub runtime: Runtime,
    /// Their images, where they run as containers.
    pub images: Option<Images>,
    /// What the tasks of ECS run.
    pub tasks: TaskImages,
    /// The Docker engine, where one answers.
    pub engine: Option<Docker>,
    /// The network of the containers, where there are any.
    pub network: Option<Network>,
    /// Where every AWS call of the suite and of processes goes.
    pub endpoint: Url,
    /// Where every AWS call of the programs under test goes.
    pub endpoint_of_programs: Url,
    /// LocalStack itself, for its own endpoints.
    pub localstack: Url,
    /// The process id of a LocalStack that is a process of ours.
    pub localstack_process: Option<u32>,
    /// Whether LocalStack is somebody else's, so that a scenario has to take away what it made in it.
    pub localstack_is_given: bool,
    /// The gateway's admin API.
    pub admin: local_ecs::admin::Client,
    /// Whether all of it still stands.
    pub standing: Standing,
    end: CancellationToken,
    watch: Option<tokio::task::JoinHandle<()>>,
}

impl Environment {
    /// Brings it up.
    ///
    /// # Errors
    /// Any part of it cannot be had. What was already there is taken down again.
    pub async fn start(options: &Options, manifest_folder: &Path) -> Result<Self, StartError> {
        let begun = Instant::now();
        let (runtime, why) = options.chosen_runtime();
        eprintln!(
            "Programs under test: {}, {why}",
            match runtime {
                Runtime::Docker => "containers",
                Runtime::Process => "processes",
            }
        );
        let engine = engine::connect().await;
        run::sweep(engine.as_ref().ok()).await;
        let folder = Folder::create(&Folder::base())?;
        let network = match runtime {
            Runtime::Docker => Some(Network::create(engine.as_ref().map_err(Clone::clone)?, &folder).await?),
            Runtime::Process => None,
        };
        let host = network.as_ref().map(|network| network.host.clone());
        let parts = Self::parts(
            options,
            manifest_folder,
            runtime,
            engine.as_ref(),
            &folder,
            host.as_deref(),
        );
        let parts = match parts.await {
            Ok(parts) => parts,
            Err(error) => {
                if let (Some(network), Ok(engine)) = (&network, &engine) {
                    network.remove(engine).await;
                }
                return Err(error);
            }
        };
        tracing::info!(
            "the environment stands after {:.1} s",
            begun.elapsed().as_secs_f64()
        );
        let standing = Standing::default();
        let end = CancellationToken::new();
        let endpoint = parts.gateway.url.clone();
        let mut endpoint_of_programs = endpoint.clone();
        if let Some(host) = &host {
            // An address of the engine's own network is a host that a URL can carry.
            let _ = endpoint_of_programs.set_host(Some(host));
        }
        let localstack_process = match &parts.localstack.kind {
            Kind::Embedded(server) => server.id(),
            _ => None,
        };
        Ok(Self {
            folder,
            report: options.report.clone(),
            binaries: parts.binaries,
            runtime,
            images: parts.images,
            tasks: parts.tasks,
            engine: engine.ok(),
            network,
            endpoint,
            endpoint_of_programs,
            localstack: parts.localstack.url.clone(),
            localstack_process,
            localstack_is_given: matches!(options.localstack, LocalStackChoice::Given(_)),
            admin: parts.gateway.admin.clone(),
            watch: Some(tokio::spawn(watch(
                parts.gateway,
                parts.localstack,
                standing.clone(),
                end.clone(),
            ))),
            standing,
            end,
        })
    }

    async fn parts(
        options: &Options,
        manifest_folder: &Path,
        runtime: Runtime,
        engine: Result<&Docker, &NoEngine>,
        folder: &Folder,
        host: Option<&str>,
    ) -> Result<Parts, StartError> {
        let port = ports::free().map_err(StartError::Port)?;
        let authority = format!("{}:{port}", host.unwrap_or("127.0.0.1"));
        let start = Start {
            folder,
            authority: &authority,
            engine: engine.map_err(Clone::clone),
        };
        let programs = async {
            let binaries = Binaries::build(manifest_folder).await?;
            let images = match (runtime, engine) {
                (Runtime::Docker, Ok(_)) => Some(Images::build(manifest_folder, &binaries.folder).await?),
                _ => None,
            };
            Ok::<_, StartError>((binaries, images))
        };
        let localstack = async { Ok(localstack::start(options, start).await?) };
        let ((binaries, images), localstack) = tokio::try_join!(programs, localstack)?;
        let (tasks, arguments) = TaskImages::of(options, runtime, &binaries, images.as_ref());
        let gateway = Gateway::start(
            &binaries.local_ecs,
            folder,
            port,
            host,
            &localstack.url,
            &arguments,
        )
        .await?;
        Ok(Parts {
            binaries,
            images,
            tasks,
            localstack,
            gateway,
        })
    }

    /// Ends all of it, and looks whether anything of the run is left.
    ///
    /// # Errors
    /// What was left behind; it has been removed.
    pub async fn end(mut self) -> Result<(), Leftovers> {
        self.end.cancel();
        if let Some(watch) = self.watch.take() {
            let _ = watch.await;
        }
        if let (Some(network), Some(engine)) = (&self.network, &self.engine) {
            network.remove(engine).await;
        }
        let left = run::left_behind(self.folder.run(), self.engine.as_ref()).await;
        if left.is_empty() {
            return Ok(());
        }
        left.remove(self.engine.as_ref()).await;
        Err(left)
    }
}

/// What is started side by side.
struct Parts {
    binaries: Binaries,
    images: Option<Images>,
    tasks: TaskImages,
    localstack: localstack::LocalStack,
    gateway: Gateway,
}

/// Watches LocalStack and the gateway, says when one of them falls, and ends both when asked.
async fn watch(
    mut gateway: Gateway,
    mut localstack: localstack::LocalStack,
    standing: Standing,
    end: CancellationToken,
) {
    let fell = tokio::select! {
        () = end.cancelled() => None,
        why = gateway.ended() => Some(why),
        why = localstack.ended() => Some(why),
    };
    if let Some(why) = fell {
        standing.fall(why);
        end.cancelled().await;
    }
    gateway.end().await;
    localstack.end().await;
}
