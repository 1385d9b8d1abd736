//! The Docker engine: whether one answers, and which images it has or can have.

use std::time::Duration;

use futures::StreamExt;
use testcontainers::bollard::Docker;
use testcontainers::bollard::query_parameters::CreateImageOptionsBuilder;

/// How long an engine may take to say that it is there: it may have much else to do.
const ANSWER: Duration = Duration::from_secs(10);

/// How long a registry may be silent. Where none is reached the engine says so within a second or two; a name
/// server that never answers must not hold up the run.
const SILENCE: Duration = Duration::from_secs(8);

/// No engine can be used; the text says why.
#[derive(Debug, Clone, thiserror::Error)]
#[error("no Docker engine answers ({0}): start one, or do without containers")]
pub struct NoEngine(String);

/// The engine of the environment (`DOCKER_HOST`, else the usual socket), if it answers.
///
/// # Errors
/// None answers.
pub async fn connect() -> Result<Docker, NoEngine> {
    let docker = Docker::connect_with_defaults().map_err(|error| NoEngine(error.to_string()))?;
    match tokio::time::timeout(ANSWER, docker.ping()).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Err(NoEngine(command_line::one_line(&error))),
        Err(_) => return Err(NoEngine(format!("no answer within {ANSWER:?}"))),
    }
    let negotiated = docker.negotiate_version().await;
    negotiated.map_err(|error| NoEngine(command_line::one_line(&error)))
}

/// Whether the engine has the image.
pub async fn has_image(engine: &Docker, image: &str) -> bool {
    engine.inspect_image(image).await.is_ok()
}

/// Pulls the image, telling its progress in log lines.
///
/// # Errors
/// What the engine said, in a sentence.
pub async fn pull(engine: &Docker, image: &str) -> Result<(), String> {
    let options = CreateImageOptionsBuilder::new().from_image(image).build();
    let mut progress = engine.create_image(Some(options), None, None);
    let mut told = String::new();
    loop {
        match tokio::time::timeout(SILENCE, progress.next()).await {
            Ok(None) => return Ok(()),
            Ok(Some(Ok(step))) => {
                let status = step.status.unwrap_or_default();
                if status.starts_with("Pulling")
                    || status.starts_with("Status")
                    || status.starts_with("Digest")
                {
                    if status != told {
                        tracing::info!("{image}: {status}");
                    }
                    told = status;
                }
            }
            Ok(Some(Err(error))) => return Err(command_line::one_line(&error)),
            Err(_) => return Err(format!("the registry was silent for {SILENCE:?}")),
        }
    }
}
