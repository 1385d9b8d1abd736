//! What the docker runtime is told about the local-ecs that it serves.

use std::net::SocketAddr;
use std::path::PathBuf;

/// The settings of a [`super::DockerRuntime`].
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The name of this local-ecs: the value of [`crate::instance::LABEL`].
    pub(crate) instance: String,
    /// Where the agent listens, as containers reach it: on the host an address that every bridge network reaches
    /// (see [`super::bridge_address`]). Of a local-ecs in a container only the port counts.
    /// `None` gives tasks no agent.
    pub(crate) agent: Option<SocketAddr>,
    /// The id of the container that this local-ecs runs in, if any: it joins each cluster's network.
    pub(crate) own_container: Option<String>,
    /// What relays and the holders of shared network namespaces run.
    pub(crate) relay: RelaySource,
}

/// Where the image of the relay is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RelaySource {
    /// Made of a program of this machine and the libraries that this process has loaded; its arguments are
    /// followed by the relay's own.
    Program {
        /// The program; `/proc/self/exe` is this one.
        path: PathBuf,
        /// What makes it a relay.
        arguments: Vec<String>,
    },
    /// An image that is there, or can be pulled. Its entry point is a relay.
    Image(String),
}

impl RelaySource {
    /// This program itself, by its subcommand `relay`.
    pub(crate) fn own() -> Self {
        Self::Program {
            path: "/proc/self/exe".into(),
            arguments: vec!["relay".to_owned()],
        }
    }
}
