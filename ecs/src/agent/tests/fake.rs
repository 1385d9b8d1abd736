//! An HTTP server that answers as it is told, in place of the gateway and of LocalStack.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// How a request is answered.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    /// With that status and body, and a request id.
    Answer(u16, String),
    /// Not at all; the connection stays open.
    Hang,
    /// Not at all; the connection is closed.
    Disconnect,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    seen: Vec<Seen>,
}

/// The server. The last reply is given again and again.
#[derive(Clone, Debug)]
pub(super) struct Fake {
    pub(super) address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Fake {
    pub(super) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let state = State {
            replies: replies.into_iter().collect(),
            seen: Vec::new(),
        };
        let fake = Self {
            address: listener.local_addr().expect("an address"),
            state: Arc::new(Mutex::new(state)),
        };
        let serving = fake.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let fake = serving.clone();
                let service = service_fn(move |request| fake.clone().answer(request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        fake
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come so far.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.state.lock().expect("no panic").seen.clone()
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, &'static str> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| "broken off")?.to_bytes();
        let reply = {
            let mut state = self.state.lock().expect("no panic");
            state.seen.push(Seen {
                headers: head.headers,
                body: String::from_utf8_lossy(&body).into_owned(),
            });
            match state.replies.len() {
                0 => Reply::Hang,
                1 => state.replies[0].clone(),
                _ => state.replies.pop_front().unwrap_or(Reply::Hang),
            }
        };
        match reply {
            Reply::Answer(status, body) => Response::builder()
                .status(status)
                .header("x-amzn-requestid", "1234")
                .body(Full::from(body))
                .map_err(|_| "no answer"),
            Reply::Hang => std::future::pending().await,
            Reply::Disconnect => Err("disconnected"),
        }
    }
}
