//! How the server can fail.

use std::net::SocketAddr;

/// The port cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("{address} cannot be listened on: {source}; {}", remedy(source))]
pub struct ServerError {
    /// The address.
    pub address: SocketAddr,
    /// What the operating system said.
    #[source]
    pub source: std::io::Error,
}

fn remedy(source: &std::io::Error) -> &'static str {
    match source.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another process listens there: end it, or choose another port with PORT or --port"
        }
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 need a privilege: choose a higher one with PORT or --port"
        }
        _ => "choose another port with PORT or --port",
    }
}
