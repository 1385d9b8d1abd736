//! The container of a relay.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bollard::container::AttachContainerResults;
use bollard::models::ContainerCreateBody;
use bollard::query_parameters::AttachContainerOptionsBuilder;
use futures::StreamExt;

use super::forward::GREETING;
use crate::runtime::docker::body::{self, Attachment};
use crate::runtime::docker::networks::RELAY;
use crate::runtime::docker::runtime::Shared;
use crate::runtime::docker::{labels, reasons, task};

/// How long one is given to listen. One that is slower is there a little later.
const LISTENS: Duration = Duration::from_secs(20);

/// Starts the relay of a network, and gives its id. It listens then.
pub(in super::super) async fn start(
    shared: &Arc<Shared>,
    network: &str,
    to: SocketAddr,
) -> Result<String, String> {
    let image = shared.relay_image().await?;
    let mut relay = ContainerCreateBody {
        labels: Some(labels::of_relay(&shared.settings.instance)),
        host_config: Some(body::bare()),
        ..ContainerCreateBody::default()
    };
    image.runs(&mut relay, Some(to));
    let attachment = Attachment {
        network: network.to_owned(),
        link_local: RELAY,
        host: None,
    };
    body::attach(&mut relay, &attachment, Vec::new());
    let name = format!("local-ecs-relay-{}", network.get(..12).unwrap_or(network));
    // One that died may still be there.
    task::remove(&shared.docker, &name).await;
    let refused = |error| reasons::of_class("the relay to the agent cannot be started", &error);
    let id = task::create(&shared.docker, &name, relay).await?;
    let started = async {
        let options = AttachContainerOptionsBuilder::new()
            .stream(true)
            .stdout(true)
            .build();
        let output = shared
            .docker
            .attach_container(&id, Some(options))
            .await
            .map_err(refused)?;
        shared.docker.start_container(&id, None).await.map_err(refused)?;
        Ok(output)
    };
    match started.await {
        Ok(output) => {
            if tokio::time::timeout(LISTENS, greeting(output)).await != Ok(true) {
                tracing::warn!("the relay {name} does not say that it listens");
            }
            Ok(id)
        }
        Err(why) => {
            task::remove(&shared.docker, &name).await;
            Err(why)
        }
    }
}

/// Whether it says that it listens.
async fn greeting(mut attached: AttachContainerResults) -> bool {
    let mut said = Vec::new();
    while let Some(Ok(output)) = attached.output.next().await {
        said.extend_from_slice(output.as_ref());
        if String::from_utf8_lossy(&said)
            .lines()
            .any(|line| line.starts_with(GREETING))
        {
            return true;
        }
    }
    false
}
