//! LocalStack as a container of ours, by testcontainers.

use std::time::Duration;

use testcontainers::bollard::Docker;
use testcontainers::core::{IntoContainerPort, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{GenericImage, ImageExt};
use url::Url;

use super::{BUILT_IMAGE, Kind, LocalStack, LocalStackError, PUBLISHED_IMAGE, health, settings};
use crate::environment::engine;
use crate::run::{Folder, RUN_LABEL};

const READY_WITHIN: Duration = Duration::from_secs(180);
const PORT: u16 = 4566;

/// The first image that the engine has or can pull: the one asked for, else the published one, else the one that
/// the recipe builds.
///
/// # Errors
/// None can be had.
pub(super) async fn image(engine: &Docker, asked: Option<&str>) -> Result<String, LocalStackError> {
    let wanted: Vec<&str> = asked.map_or_else(|| vec![PUBLISHED_IMAGE, BUILT_IMAGE], |image| vec![image]);
    for image in &wanted {
        if engine::has_image(engine, image).await {
            return Ok((*image).to_owned());
        }
    }
    let first = wanted[0];
    match engine::pull(engine, first).await {
        Ok(()) => Ok(first.to_owned()),
        Err(why) => Err(LocalStackError::NoImage {
            image: first.to_owned(),
            why,
        }),
    }
}

pub(super) async fn start(
    image: &str,
    folder: &Folder,
    authority: &str,
) -> Result<LocalStack, LocalStackError> {
    let failed = |error: &dyn std::error::Error| LocalStackError::Container(command_line::one_line(error));
    let (name, tag) = split(image);
    let mut request = GenericImage::new(name, tag)
        .with_exposed_port(PORT.tcp())
        .with_wait_for(WaitFor::Nothing)
        .with_label(RUN_LABEL, folder.run())
        .with_env_var("GATEWAY_LISTEN", format!("0.0.0.0:{PORT}"));
    for (setting, value) in settings::settings(authority) {
        request = request.with_env_var(setting, value);
    }
    let container = request.start().await.map_err(|error| failed(&error))?;
    let port = container
        .get_host_port_ipv4(PORT)
        .await
        .map_err(|error| failed(&error))?;
    let url = Url::parse(&format!("http://127.0.0.1:{port}"))
        .map_err(|error| LocalStackError::Container(error.to_string()))?;
    match health::wait(&url, READY_WITHIN).await {
        Ok(()) => Ok(LocalStack {
            url,
            kind: Kind::Container(Box::new(container)),
        }),
        Err(why) => {
            let log = container.stderr_to_vec().await.unwrap_or_default();
            let log = String::from_utf8_lossy(&log);
            Err(LocalStackError::NotReady(format!("{why}\n{log}")))
        }
    }
}

/// A name and its tag; a colon before the last slash belongs to a registry's port.
fn split(image: &str) -> (&str, &str) {
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (image, "latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_registrys_port_is_no_tag() {
        assert_eq!(
            split("localstack/localstack:4.13.1"),
            ("localstack/localstack", "4.13.1")
        );
        assert_eq!(
            split("registry:5000/localstack"),
            ("registry:5000/localstack", "latest")
        );
        assert_eq!(
            split("registry:5000/localstack:4"),
            ("registry:5000/localstack", "4")
        );
    }
}
