//! Images: whether the engine has them, and fetching those that it has not.

use std::time::Duration;

use bollard::Docker;
use bollard::query_parameters::CreateImageOptionsBuilder;
use futures::StreamExt;

use super::reasons;

/// How long a registry may be silent. Where none is reached the engine says so within seconds; a name server that
/// never answers must not hold up a task.
const SILENCE: Duration = Duration::from_secs(60);

/// An image that the engine has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Image {
    /// Its digest in a registry, else its id.
    pub(super) digest: Option<String>,
}

/// The image, pulled if the engine has not got it; else ECS's words on why it cannot be had.
pub(super) async fn fetch(docker: &Docker, image: &str) -> Result<Image, String> {
    match find(docker, image).await {
        Ok(Some(found)) => return Ok(found),
        Ok(None) => {}
        Err(error) => return Err(reasons::of_class("CannotPullContainerError", &error)),
    }
    pull(docker, image).await?;
    match find(docker, image).await {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(format!(
            "CannotPullContainerError: {image} was pulled and is not there"
        )),
        Err(error) => Err(reasons::of_class("CannotPullContainerError", &error)),
    }
}

async fn find(docker: &Docker, image: &str) -> Result<Option<Image>, bollard::errors::Error> {
    match docker.inspect_image(image).await {
        Ok(found) => {
            let digest = found
                .repo_digests
                .into_iter()
                .flatten()
                .find_map(|name| Some(name.split_once('@')?.1.to_owned()));
            Ok(Some(Image {
                digest: digest.or(found.id),
            }))
        }
        Err(error) if reasons::is_missing(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn pull(docker: &Docker, image: &str) -> Result<(), String> {
    let options = CreateImageOptionsBuilder::new()
        .from_image(&tagged(image))
        .build();
    let mut progress = docker.create_image(Some(options), None, None);
    loop {
        match tokio::time::timeout(SILENCE, progress.next()).await {
            Ok(None) => return Ok(()),
            Ok(Some(Ok(_))) => {}
            Ok(Some(Err(error))) => return Err(reasons::of_class("CannotPullContainerError", &error)),
            Err(_) => {
                return Err(format!(
                    "CannotPullContainerError: the registry of {image} was silent for {SILENCE:?}"
                ));
            }
        }
    }
}

/// Without a tag the engine would pull every one.
fn tagged(image: &str) -> String {
    let name = image.rsplit('/').next().unwrap_or(image);
    if name.contains(':') || name.contains('@') {
        image.to_owned()
    } else {
        format!("{image}:latest")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_without_a_tag_is_the_latest() {
        assert_eq!(tagged("app"), "app:latest");
        assert_eq!(tagged("registry:5000/team/app"), "registry:5000/team/app:latest");
        assert_eq!(tagged("registry:5000/team/app:1"), "registry:5000/team/app:1");
        assert_eq!(tagged("app@sha256:00"), "app@sha256:00");
    }
}
