//! A program as a container: its root read-only, no capability, no user of the host's.

use futures::StreamExt;
use testcontainers::bollard::Docker;
use testcontainers::bollard::container::LogOutput;
use testcontainers::bollard::models::{ContainerCreateBody, HostConfig};
use testcontainers::bollard::query_parameters::{
    CreateContainerOptions, KillContainerOptionsBuilder, LogsOptionsBuilder, RemoveContainerOptionsBuilder,
    WaitContainerOptions,
};
use tokio::sync::watch;

use super::running::Running;
use super::{Command, Ended, Launch, ProgramError, Signal, Stream, Transcript};
use crate::environment::Environment;
use crate::run::RUN_LABEL;

#[derive(Debug)]
pub(super) struct Handle {
    engine: Docker,
    id: String,
}

pub(super) async fn start(
    environment: &Environment,
    launch: Launch,
) -> Result<(Running, Handle), ProgramError> {
    let engine = environment
        .engine
        .clone()
        .ok_or(ProgramError::Unfit("there is no Docker engine"))?;
    let images = || {
        let images = environment.images.as_ref();
        images.ok_or(ProgramError::Unfit("there is no image"))
    };
    let (image, arguments) = match launch.command {
        Command::Worker(arguments) => (images()?.worker.clone(), Some(arguments)),
        Command::Scaler(arguments) => (images()?.scaler.clone(), Some(arguments)),
        Command::OwnImage(image) => (image, None),
        Command::Own(_) => return Err(ProgramError::Unfit("a command cannot run as a container")),
    };
    let command_line = format!("{image} {}", shell_words::join(arguments.iter().flatten()));
    let body = ContainerCreateBody {
        image: Some(image),
        cmd: arguments,
        env: Some(
            launch
                .environment
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
        ),
        labels: Some([(RUN_LABEL.to_owned(), environment.folder.run().to_owned())].into()),
        host_config: Some(HostConfig {
            network_mode: environment.network.as_ref().map(|network| network.id.clone()),
            readonly_rootfs: Some(true),
            cap_drop: Some(vec!["ALL".to_owned()]),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    };
    let created = engine
        .create_container(None::<CreateContainerOptions>, body)
        .await
        .map_err(refused("create the container"))?;
    let handle = Handle {
        engine: engine.clone(),
        id: created.id.clone(),
    };
    engine
        .start_container(&created.id, None)
        .await
        .map_err(refused("start the container"))?;
    let transcript = Transcript::default();
    let (sender, ended) = watch::channel(None);
    tokio::spawn(follow(engine, created.id, transcript.clone(), sender));
    let command_line = command_line.trim_end().to_owned();
    Ok((
        Running {
            command_line,
            transcript,
            ended,
        },
        handle,
    ))
}

/// Follows its output to the end, then tells how it ended.
async fn follow(engine: Docker, id: String, transcript: Transcript, ended: watch::Sender<Option<Ended>>) {
    let options = LogsOptionsBuilder::new()
        .follow(true)
        .stdout(true)
        .stderr(true)
        .build();
    let mut logs = engine.logs(&id, Some(options));
    while let Some(Ok(output)) = logs.next().await {
        match output {
            LogOutput::StdErr { message } => transcript.add(Stream::Stderr, &message),
            LogOutput::StdOut { message } | LogOutput::Console { message } => {
                transcript.add(Stream::Stdout, &message);
            }
            LogOutput::StdIn { .. } => {}
        }
    }
    let waited = engine
        .wait_container(&id, None::<WaitContainerOptions>)
        .next()
        .await;
    let code = match waited {
        Some(Ok(answer)) => answer.status_code,
        // The library tells an exit code other than 0 as an error.
        Some(Err(testcontainers::bollard::errors::Error::DockerContainerWaitError { code, .. })) => code,
        _ => -1,
    };
    // The engine tells an end by a signal as 128 + signal, as a shell does.
    let end = match i32::try_from(code).unwrap_or(-1) {
        code @ 129..160 if code != 130 => Ended::Signal(code - 128),
        code => Ended::Code(code),
    };
    ended.send_replace(Some(end));
}

impl Handle {
    pub(super) async fn signal(&self, signal: Signal) -> Result<(), ProgramError> {
        let options = KillContainerOptionsBuilder::new().signal(signal.name()).build();
        match self.engine.kill_container(&self.id, Some(options)).await {
            // It has ended in the meantime, and needs none.
            Err(testcontainers::bollard::errors::Error::DockerResponseServerError {
                status_code: 404 | 409,
                ..
            })
            | Ok(()) => Ok(()),
            Err(error) => Err(refused("send a signal")(error)),
        }
    }

    pub(super) async fn remove(&self) {
        remove(&self.engine, &self.id).await;
    }
}

async fn remove(engine: &Docker, id: &str) {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    // What cannot be removed is found by its label at the end of the run.
    let _ = engine.remove_container(id, Some(options)).await;
}

fn refused(doing: &'static str) -> impl FnOnce(testcontainers::bollard::errors::Error) -> ProgramError {
    move |error| ProgramError::Engine {
        doing,
        why: command_line::one_line(&error),
    }
}
