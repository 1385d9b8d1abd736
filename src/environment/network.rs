//! A run's own network for the containers of the programs under test.
//!
//! The gateway runs on the host and listens on the network's own gateway address, so that containers reach it
//! and nothing else of this machine has to.

use testcontainers::bollard::Docker;
use testcontainers::bollard::models::NetworkCreateRequest;

use crate::run::{Folder, RUN_LABEL};

/// The network cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("a network for the containers cannot be made: {0}; see `docker network ls` for too many old ones")]
pub struct NetworkError(String);

/// A run's network.
#[derive(Debug, Clone)]
pub struct Network {
    /// Its id.
    pub id: String,
    /// The host's address in it.
    pub host: String,
}

impl Network {
    /// Makes it.
    ///
    /// # Errors
    /// The engine refuses, or gives it no address.
    pub async fn create(engine: &Docker, folder: &Folder) -> Result<Self, NetworkError> {
        let failed = |error| NetworkError(command_line::one_line(&error));
        let name = format!("conformance-{}", folder.run());
        let labels = [(RUN_LABEL.to_owned(), folder.run().to_owned())].into();
        let request = NetworkCreateRequest {
            name,
            labels: Some(labels),
            ..NetworkCreateRequest::default()
        };
        let id = engine.create_network(request).await.map_err(failed)?.id;
        let details = engine.inspect_network(&id, None).await.map_err(failed)?;
        let host = details
            .ipam
            .and_then(|ipam| ipam.config)
            .and_then(|configs| configs.into_iter().find_map(|config| config.gateway))
            .ok_or_else(|| NetworkError("the engine gave it no gateway address".to_owned()))?;
        Ok(Self { id, host })
    }

    /// Removes it; its containers must be gone.
    pub async fn remove(&self, engine: &Docker) {
        if let Err(error) = engine.remove_network(&self.id).await {
            tracing::warn!("network {}: {error}", self.id);
        }
    }
}
