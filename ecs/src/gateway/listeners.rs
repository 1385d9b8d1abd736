//! The listeners: the gateway and its admin API on the same addresses.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use command_line::Shutdown;
use futures::future::join_all;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::call::{Calls, Hangup};
use crate::admin;
use crate::server::{AdminAccess, StartError};

/// How long calls in flight may go on when the end is asked for.
const GRACE: Duration = Duration::from_millis(300);
/// The pause after a connection could not be accepted, above all for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);
/// The longest head of a request, in bytes: presigned URLs and session tokens need a few thousand.
const HEAD: usize = 64 * 1024;
/// The most that is buffered of one body, in bytes.
const BUFFER: usize = 512 * 1024;

/// Sockets that listen, and serve a gateway once they are run.
#[derive(Debug)]
pub(crate) struct Listeners(Vec<(TcpListener, Option<SocketAddr>)>);

impl From<Vec<TcpListener>> for Listeners {
    fn from(listeners: Vec<TcpListener>) -> Self {
        Self(listeners.into_iter().map(|listener| (listener, None)).collect())
    }
}

/// Who takes what arrives: the calls of AWS clients, and those to the admin API.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) calls: Calls,
    pub(crate) admin: Router,
    pub(crate) access: AdminAccess,
}

impl Listeners {
    /// Listens on all addresses; port 0 takes any free port.
    pub(crate) async fn bind(addresses: &[SocketAddr]) -> Result<Self, StartError> {
        let mut listeners = Vec::with_capacity(addresses.len());
        for address in addresses {
            let refused = |source| StartError::Listen {
                address: *address,
                source,
            };
            let listener = TcpListener::bind(address).await.map_err(refused)?;
            let bound = listener.local_addr().map_err(refused)?;
            listeners.push((listener, Some(bound)));
        }
        Ok(Self(listeners))
    }

    /// The addresses, in the order in which they were given.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.0.iter().filter_map(|(_, address)| *address)
    }

    /// Serves until the end is asked for; calls in flight, long polls above all, are cut after 300 ms.
    pub(crate) async fn run(self, gateway: Arc<Gateway>, shutdown: Shutdown) {
        let connections = TaskTracker::new();
        let cut = CancellationToken::new();
        let accepting = self.0.into_iter().map(|(listener, _)| {
            accept(
                listener,
                gateway.clone(),
                connections.clone(),
                shutdown.clone(),
                cut.clone(),
            )
        });
        join_all(accepting).await;
        connections.close();
        if tokio::time::timeout(GRACE, connections.wait()).await.is_err() {
            cut.cancel();
            connections.wait().await;
        }
    }
}

async fn accept(
    listener: TcpListener,
    gateway: Arc<Gateway>,
    connections: TaskTracker,
    shutdown: Shutdown,
    cut: CancellationToken,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.requested() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                connections.spawn(serve(
                    stream,
                    peer.ip(),
                    gateway.clone(),
                    shutdown.clone(),
                    cut.clone(),
                ));
            }
            Err(error) => {
                tracing::warn!("a connection could not be accepted: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn serve(
    stream: TcpStream,
    peer: IpAddr,
    gateway: Arc<Gateway>,
    shutdown: Shutdown,
    cut: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("{peer}: {error}");
    }
    let service = service_fn(move |request| {
        let gateway = gateway.clone();
        async move { gateway.take(request, peer).await }
    });
    let connection = http1::Builder::new()
        .preserve_header_case(true)
        // LocalStack's answers have a date of their own, or none.
        .auto_date_header(false)
        // Idle connections are the clients' to close.
        .header_read_timeout(None)
        .max_header_size(HEAD)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let mut ending = false;
    loop {
        tokio::select! {
            served = connection.as_mut() => {
                if let Err(error) = served {
                    tracing::debug!("{peer}: {error}");
                }
                return;
            }
            () = shutdown.requested(), if !ending => {
                ending = true;
                connection.as_mut().graceful_shutdown();
            }
            () = cut.cancelled() => return,
        }
    }
}

impl Gateway {
    async fn take(&self, request: Request<Incoming>, peer: IpAddr) -> Result<Response<Body>, Hangup> {
        if !request.uri().path().starts_with(admin::PREFIX) {
            return self.calls.take(request).await;
        }
        if !admits(self.access, peer) {
            let message =
                "the admin API answers only peers on this machine; start local-ecs with --admin any";
            return Ok(admin::refused(StatusCode::FORBIDDEN, message));
        }
        let Ok(response) = self.admin.clone().oneshot(request.map(Body::new)).await;
        Ok(response)
    }
}

fn admits(access: AdminAccess, peer: IpAddr) -> bool {
    // A listener on [::] sees the peers of IPv4 as mapped addresses.
    access == AdminAccess::Any || peer.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_peers_on_this_machine_may_use_the_admin_api() {
        for (peer, local) in [
            ("127.0.0.1", true),
            ("127.1.2.3", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("172.17.0.2", false),
            ("::ffff:172.17.0.2", false),
            ("fe80::1", false),
        ] {
            let peer = peer.parse().expect("an address");
            assert_eq!(admits(AdminAccess::Loopback, peer), local, "{peer}");
            assert!(admits(AdminAccess::Any, peer));
        }
    }
}
