//! The image of the relay: made once for each build of the program, kept for the next local-ecs.

use std::collections::HashMap;
use std::net::SocketAddr;

use bollard::models::ContainerCreateBody;
use bollard::query_parameters::{CreateImageOptionsBuilder, ListImagesOptionsBuilder, RemoveImageOptions};
use bollard::{Docker, body_try_stream};
use futures::StreamExt;
use tokio::sync::Mutex;
use tokio_util::io::ReaderStream;

use super::forward::TO;
use super::program::Program;
use crate::runtime::docker::{RelaySource, images, reasons};

/// The name of images that are made here.
const REPOSITORY: &str = "local-ecs/relay";

/// The label of images that are made here: the place of the program that they are made of. They are not an
/// instance's, because the next one uses them too; what replaces one removes it.
const LABEL: &str = "local-ecs.relay";

/// What is on its way to the engine.
const BUFFER: usize = 256 * 1024;

/// An image that is there, and how it is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct RelayImage {
    image: String,
    entry_point: Option<Vec<String>>,
}

impl RelayImage {
    /// Makes the container run it: as a relay to that address, or as what only waits.
    pub(in super::super) fn runs(&self, body: &mut ContainerCreateBody, to: Option<SocketAddr>) {
        body.image = Some(self.image.clone());
        body.entrypoint.clone_from(&self.entry_point);
        body.env = to.map(|to| vec![format!("{TO}={to}")]);
    }
}

/// Has the image made when it is needed.
#[derive(Debug)]
pub(in super::super) struct RelayImages {
    source: RelaySource,
    /// One makes it, the others wait.
    making: Mutex<()>,
}

impl RelayImages {
    pub(in super::super) fn new(source: RelaySource) -> Self {
        Self {
            source,
            making: Mutex::default(),
        }
    }

    /// The image, which is there then.
    pub(in super::super) async fn get(&self, docker: &Docker) -> Result<RelayImage, String> {
        let _making = self.making.lock().await;
        match &self.source {
            RelaySource::Image(image) => {
                images::fetch(docker, image).await?;
                Ok(RelayImage {
                    image: image.clone(),
                    entry_point: None,
                })
            }
            RelaySource::Program { path, arguments } => {
                let unreadable = |error: std::io::Error| {
                    format!("the relay's image cannot be made of {}: {error}", path.display())
                };
                let program = Program::of(path).await.map_err(unreadable)?;
                let image = format!("{REPOSITORY}:{}", program.identity().await.map_err(unreadable)?);
                match docker.inspect_image(&image).await {
                    Ok(_) => {}
                    Err(error) if reasons::is_missing(&error) => make(docker, &program, &image).await?,
                    Err(error) => return Err(reasons::of_class("the relay's image cannot be had", &error)),
                }
                let mut entry_point = program.entry_point();
                entry_point.extend(arguments.iter().cloned());
                Ok(RelayImage {
                    image,
                    entry_point: Some(entry_point),
                })
            }
        }
    }
}

/// Sends the engine the program as an image, and removes those of earlier builds.
async fn make(docker: &Docker, program: &Program, image: &str) -> Result<(), String> {
    let place = program.place().await;
    let (reader, writer) = tokio::io::duplex(BUFFER);
    let writing = {
        let program = program.clone();
        tokio::spawn(async move { program.write(writer).await })
    };
    let options = CreateImageOptionsBuilder::new()
        .from_src("-")
        .repo(image)
        .changes(vec![format!("LABEL {LABEL}={place}")])
        .build();
    let sent = body_try_stream(ReaderStream::with_capacity(reader, BUFFER));
    let mut answers = docker.create_image(Some(options), Some(sent), None);
    while let Some(answer) = answers.next().await {
        answer.map_err(|error| reasons::of_class("the relay's image cannot be made", &error))?;
    }
    match writing.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(format!("the relay's image cannot be made: {error}")),
        Err(_) => return Err("the relay's image cannot be made".to_owned()),
    }
    remove_others(docker, &place, image).await;
    Ok(())
}

/// Those that are in use stay, and are removed another time.
async fn remove_others(docker: &Docker, place: &str, image: &str) {
    let filters = HashMap::from([("label", vec![format!("{LABEL}={place}")])]);
    let options = ListImagesOptionsBuilder::new().filters(&filters).build();
    for other in docker.list_images(Some(options)).await.unwrap_or_default() {
        if other.repo_tags.iter().all(|tag| tag != image) {
            let _ = docker
                .remove_image(&other.id, None::<RemoveImageOptions>, None)
                .await;
        }
    }
}
