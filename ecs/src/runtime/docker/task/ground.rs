//! What must be there before the first container of a task: its images, and the networks that they are in.

use std::net::Ipv4Addr;
use std::sync::Arc;

use futures::future::try_join_all;

use super::super::body::{self, Namespace};
use super::super::images::{self, Image};
use super::super::runtime::Shared;
use super::super::{names, reasons};
use super::container::{self, Outside};
use crate::runtime::Launch;

/// What cannot be had: at which container, and why in ECS's words.
#[derive(Debug)]
pub(super) struct Lacking {
    pub(super) container: Option<usize>,
    pub(super) reason: String,
}

/// Where the containers of a task stand.
#[derive(Debug)]
pub(super) struct Ground {
    /// For each container.
    pub(super) namespaces: Vec<Namespace>,
    /// How the namespace that they share is reached.
    pub(super) shared: Option<Outside>,
}

/// Fetches the images of all containers, side by side.
pub(super) async fn images(shared: &Shared, launch: &Launch) -> Result<Vec<Image>, Lacking> {
    let fetches = launch
        .containers
        .iter()
        .enumerate()
        .map(|(index, container)| async move {
            images::fetch(&shared.docker, &container.image)
                .await
                .map_err(|reason| Lacking {
                    container: Some(index),
                    reason,
                })
        });
    try_join_all(fetches).await
}

/// The namespaces: one for all in `awsvpc`, one for each in `bridge`. The addresses are given back by [`leave`].
pub(super) async fn namespaces(shared: &Arc<Shared>, launch: &Launch) -> Result<Vec<Namespace>, Lacking> {
    let mode = launch.network_mode.as_str();
    let count = match mode {
        "host" | "none" => return Ok(vec![Namespace::Mode(mode.to_owned())]),
        "awsvpc" => 1,
        _ => launch.containers.len(),
    };
    shared
        .networks
        .attach(shared, launch, count)
        .await
        .map(|attachments| attachments.into_iter().map(Namespace::Own).collect())
        .map_err(|reason| Lacking {
            container: None,
            reason,
        })
}

/// Gives each container its namespace.
///
/// On ECS the containers of an `awsvpc` task share localhost. So they do here: they join the namespace of one more
/// container, which does nothing but hold it, so that they can come and go in any order.
pub(super) async fn settle(
    shared: &Shared,
    launch: &Launch,
    namespaces: &[Namespace],
) -> Result<Ground, Lacking> {
    let containers = launch.containers.len();
    match namespaces {
        [Namespace::Own(attachment)] if containers > 1 => {
            let lacking = |reason| Lacking {
                container: None,
                reason,
            };
            let image = shared.relay_image().await.map_err(lacking)?;
            let body = body::holder(&shared.settings.instance, launch, &image, attachment);
            let id = container::create(&shared.docker, &names::holder(launch), body)
                .await
                .map_err(lacking)?;
            let started = shared.docker.start_container(&id, None).await;
            started.map_err(|error| lacking(reasons::of_class("ResourceInitializationError", &error)))?;
            let outside = container::outside(&shared.docker, &id).await;
            Ok(Ground {
                namespaces: vec![Namespace::Of(id); containers],
                shared: Some(outside),
            })
        }
        [one] => Ok(Ground {
            namespaces: vec![one.clone(); containers],
            shared: None,
        }),
        each => Ok(Ground {
            namespaces: each.to_vec(),
            shared: None,
        }),
    }
}

/// Gives the addresses back.
pub(super) fn leave(shared: &Shared, launch: &Launch, namespaces: &[Namespace]) {
    let addresses: Vec<Ipv4Addr> = namespaces
        .iter()
        .filter_map(|namespace| match namespace {
            Namespace::Own(attachment) => Some(attachment.link_local),
            Namespace::Of(_) | Namespace::Mode(_) => None,
        })
        .collect();
    shared.networks.detach(&launch.cluster_arn, &addresses);
}
