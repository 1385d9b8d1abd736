//! Accepting connections, until the stop.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::socket::{setsockopt, sockopt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;

use super::connection;
use super::server::Server;

/// How long nothing is accepted where the system has run out of something.
const PAUSE: Duration = Duration::from_millis(100);

/// For how long, at least, a peer may leave unconfirmed what was sent to it before the system gives it up.
const UNCONFIRMED: Duration = Duration::from_secs(30);

/// Accepts until a stop is asked for, and then listens no more.
pub(super) async fn accept(listener: TcpListener, server: &Arc<Server>, tasks: &TaskTracker) {
    loop {
        let accepted = tokio::select! {
            biased;
            () = server.stop.requested() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let peer = (peer.ip().to_canonical(), peer.port()).into();
                let Ok(place) = server.connections.clone().try_acquire_owned() else {
                    server.warnings.accept.warn(|| {
                        format!("{peer} was cut off: too many connections are open (MAX_CONNECTIONS)")
                    });
                    continue;
                };
                if let Err(error) = prepare(&stream, server.settings.idle_timeout) {
                    // It has gone already.
                    tracing::debug!("{peer} cannot be served: {error}");
                    continue;
                }
                tasks.spawn(connection::serve(stream, peer, Arc::clone(server), place));
            }
            Err(error) => {
                let shortage = is_shortage(&error);
                server.warnings.accept.warn(|| {
                    let remedy = if shortage {
                        "; trying again (is the limit of open files too low?)"
                    } else {
                        ""
                    };
                    format!("a connection could not be accepted: {error}{remedy}")
                });
                if shortage {
                    tokio::select! {
                        () = server.stop.requested() => return,
                        () = tokio::time::sleep(PAUSE) => {}
                    }
                }
            }
        }
    }
}

fn prepare(stream: &TcpStream, idle_timeout: Duration) -> io::Result<()> {
    // What is sent is short, and awaited.
    stream.set_nodelay(true)?;
    // Not before a client that says nothing is given up: it may be on a train, in a tunnel.
    let unconfirmed = idle_timeout.max(UNCONFIRMED).as_millis();
    setsockopt(
        stream,
        sockopt::TcpUserTimeout,
        &u32::try_from(unconfirmed).unwrap_or(u32::MAX),
    )?;
    Ok(())
}

/// Whether the system has run out of something, so that the next attempt would fail as well; anything else
/// concerns a single connection.
fn is_shortage(error: &io::Error) -> bool {
    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(
        errno,
        Some(Errno::EMFILE | Errno::ENFILE | Errno::ENOBUFS | Errno::ENOMEM)
    )
}
