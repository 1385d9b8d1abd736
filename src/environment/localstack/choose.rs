//! Which of the three ways, and why.

use testcontainers::bollard::Docker;

use super::{Installation, LocalStack, LocalStackError, container, embedded, given};
use crate::environment::engine::NoEngine;
use crate::options::{LocalStackChoice, Options};
use crate::run::Folder;

/// A LocalStack about to be started, as chosen.
#[derive(Debug)]
pub struct Start<'run> {
    /// The run's folder.
    pub folder: &'run Folder,
    /// The host and port that LocalStack puts into the URLs that it returns.
    pub authority: &'run str,
    /// The Docker engine, if one answers.
    pub engine: Result<&'run Docker, NoEngine>,
}

/// Starts the LocalStack that the options ask for, and says in one line on stderr what was taken and why.
///
/// # Errors
/// It cannot be had; `auto` falls back to the embedded one, and fails only where that does.
pub async fn start(options: &Options, with: Start<'_>) -> Result<LocalStack, LocalStackError> {
    let asked = options.localstack_image.as_deref();
    let image = async || match &with.engine {
        Ok(engine) => container::image(engine, asked).await,
        Err(none) => Err(none.clone().into()),
    };
    let embed = async |why: &str| {
        say(&format!("embedded, {why}"));
        let installation = Installation::ensure().await?;
        embedded::start(&installation, with.folder, with.authority).await
    };
    match &options.localstack {
        LocalStackChoice::Given(url) => {
            say(&format!("the one given at {url}"));
            given::start(url).await
        }
        LocalStackChoice::Embedded => embed("as asked").await,
        LocalStackChoice::Container => {
            let image = image().await?;
            say(&format!("a container of {image}, as asked"));
            container::start(&image, with.folder, with.authority).await
        }
        LocalStackChoice::Auto => match image().await {
            Ok(image) => {
                say(&format!(
                    "a container of {image}, as an engine answers and has it"
                ));
                container::start(&image, with.folder, with.authority).await
            }
            Err(LocalStackError::NoImage { image, .. }) => {
                embed(&format!("as the engine neither has {image} nor can pull it")).await
            }
            Err(_) => embed("as no Docker engine answers").await,
        },
    }
}

fn say(what: &str) {
    eprintln!("LocalStack: {what}");
}
