//! A connection: requests over HTTP, of which one may make it a client's.

use std::convert::Infallible;
use std::future::ready;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::sleep;
use tracing::debug;

use super::server::{Seat, Server};
use super::{client, routes};

/// A connection on which there is no whole request within this time is cut off.
const FIRST_REQUEST: Duration = Duration::from_secs(10);
/// How long it is kept open for the next: longer than a load balancer keeps its side of it, 60 s unless told
/// otherwise, so that the balancer never sends a request on a connection that is being closed.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// What is left of an answer at a stop may take so long.
const LAST_ANSWER: Duration = Duration::from_millis(250);
/// The longest head of a request, in bytes, and its most headers.
const LONGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;

/// What a connection has come to.
#[derive(Default)]
struct Visit {
    asked: AtomicBool,
    seat: Mutex<Option<Seat>>,
}

/// What is left of HTTP after an upgrade.
struct Upgraded {
    stream: TcpStream,
    /// What the client has sent already.
    read: Bytes,
    seat: Seat,
}

/// Serves a connection to its end. `place` is its right to exist.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    server: Arc<Server>,
    place: OwnedSemaphorePermit,
) {
    // In a box of its own: a client stays for long, and must not keep the memory that its handshake took.
    let upgraded = Box::pin(http(stream, peer, &server)).await;
    if let Some(Upgraded { stream, read, seat }) = upgraded {
        client::serve(stream, read, peer, server, seat).await;
    }
    drop(place);
}

/// Answers requests until the connection ends or becomes a client's.
async fn http(stream: TcpStream, peer: SocketAddr, server: &Server) -> Option<Upgraded> {
    let mut first_request = pin!(sleep(FIRST_REQUEST));
    // Who says nothing costs no buffers.
    tokio::select! {
        ready = stream.readable() => ready.ok()?,
        () = &mut first_request => {
            half_open(server, peer);
            return None;
        }
        () = server.stop.requested() => return None,
    }
    let visit = Arc::new(Visit::default());
    let service = service_fn(|request: Request<Incoming>| {
        visit.asked.store(true, Ordering::Relaxed);
        let take_seat = |seat| *visit.seat.lock().unwrap_or_else(PoisonError::into_inner) = Some(seat);
        let answer = routes::answer(server, &request, take_seat);
        if answer.status().is_server_error() {
            let status = answer.status();
            server.warnings.full.warn(|| {
                format!("{peer} was answered with {status}: no seat (MAX_CONNECTIONS, or the stop)")
            });
        }
        ready(Ok::<_, Infallible>(answer))
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(KEEP_ALIVE)
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let outcome = loop {
        let asked = visit.asked.load(Ordering::Relaxed);
        tokio::select! {
            outcome = &mut connection => break outcome,
            () = &mut first_request, if !asked => {
                if !visit.asked.load(Ordering::Relaxed) {
                    half_open(server, peer);
                    return None;
                }
            }
            () = server.stop.requested() => {
                std::pin::Pin::new(&mut connection).graceful_shutdown();
                break tokio::time::timeout(LAST_ANSWER, &mut connection).await.ok()?;
            }
        }
    };
    match outcome {
        Ok(()) => {
            let parts = connection.into_parts();
            let seat = visit.seat.lock().unwrap_or_else(PoisonError::into_inner).take()?;
            Some(Upgraded {
                stream: parts.io.into_inner(),
                read: parts.read_buf,
                seat,
            })
        }
        Err(error) if error.is_parse() => {
            let error = command_line::one_line(&error);
            server
                .warnings
                .handshake
                .warn(|| format!("{peer} sent something that is no HTTP request: {error}"));
            None
        }
        Err(error) => {
            debug!(
                "{peer} has ended its connection: {}",
                command_line::one_line(&error)
            );
            None
        }
    }
}

fn half_open(server: &Server, peer: SocketAddr) {
    server.warnings.handshake.warn(|| {
        format!(
            "{peer} was cut off: no whole request within {} s",
            FIRST_REQUEST.as_secs()
        )
    });
}
