//! Why local-ecs cannot start.

use std::net::SocketAddr;

/// Why local-ecs cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be listened on.
    #[error(
        "cannot listen on {address}; stop what uses that port, or give --listen another (port 0: any free one)"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// No address was given.
    #[error("there is no address to listen on; give one with --listen")]
    Nowhere,
    /// The runtime that was asked for cannot be had.
    #[error("tasks cannot run: {0}")]
    Runtime(String),
}
