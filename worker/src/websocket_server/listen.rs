//! The socket that clients connect to.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use nix::sys::socket::{setsockopt, sockopt};
use tokio::net::{TcpListener, TcpSocket};

use super::ServerError;

/// Connections that the system completes and keeps before they are accepted. Its own limit
/// (`net.core.somaxconn`, usually 4096) may be lower.
const BACKLOG: u32 = 4096;

/// Listens on every address of the machine: IPv6 and IPv4 where there is IPv6, else IPv4.
///
/// # Errors
/// The port is taken, or may not be used.
pub(super) fn listen(port: u16) -> Result<TcpListener, ServerError> {
    let both = SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
    match both_families().and_then(|socket| bind(socket, both)) {
        Ok(listener) => Ok(listener),
        // There, IPv4 would be as well.
        Err(source) if source.kind() == io::ErrorKind::AddrInUse => Err(ServerError {
            address: both,
            source,
        }),
        Err(_) => {
            let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, port));
            TcpSocket::new_v4()
                .and_then(|socket| bind(socket, address))
                .map_err(|source| ServerError { address, source })
        }
    }
}

fn both_families() -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v6()?;
    // A system may have it otherwise (net.ipv6.bindv6only).
    setsockopt(&socket, sockopt::Ipv6V6Only, &false)?;
    Ok(socket)
}

fn bind(socket: TcpSocket, address: SocketAddr) -> io::Result<TcpListener> {
    // Connections of the server before this one, which the system remembers for a minute, are no obstacle.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_is_taken_is_told_with_its_remedy() {
        let first = listen(0).expect("a port");
        let port = first.local_addr().expect("an address").port();
        let told = listen(port).expect_err("taken").to_string();
        assert!(
            told.contains(&format!(":{port} cannot be listened on")) && told.contains("another process"),
            "{told}"
        );
    }

    #[tokio::test]
    async fn clients_come_over_ipv4_whatever_else() {
        let listener = listen(0).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        tokio::net::TcpStream::connect(address).await.expect("connected");
    }
}
