//! To LocalStack and back: the same method, path, query, headers and bytes.
//!
//! Headers keep their names' case and their order; those that come several times stand together. Chunks are not
//! kept: how a body is cut belongs to each connection.
//!
//! Connections are kept and reused. There is no time limit on an answer: a long poll takes 20 s, and the client
//! has time limits of its own.

use std::time::Duration;

use axum::body::Body;
use http::header::{CONNECTION, HeaderName, UPGRADE};
use http::uri::Scheme;
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::answer::Problem;
use super::upstream::Upstream;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an idle connection is kept: less than any server's own time limit, so that no request meets one that
/// the server is closing.
const IDLE: Duration = Duration::from_secs(3);
/// The most that is buffered of one body, in bytes.
const BUFFER: usize = 512 * 1024;

/// Forwards requests to LocalStack.
#[derive(Clone, Debug)]
pub(crate) struct Forwarder {
    upstream: Upstream,
    client: Client<HttpConnector, Body>,
}

impl Forwarder {
    pub(crate) fn new(upstream: Upstream) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .http1_preserve_header_case(true)
            .http1_max_buf_size(BUFFER)
            // A request without Host stays one.
            .set_host(false)
            .build(connector);
        Self { upstream, client }
    }

    /// Where requests go.
    pub(crate) fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    /// Forwards a request, and answers when the head of the answer is there.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Result<Response<Incoming>, Problem> {
        let uri = self.uri(request.uri()).map_err(|error| {
            let message = format!("the request's target cannot be forwarded: {error}");
            Problem::new(StatusCode::BAD_REQUEST, "InvalidRequest", message)
        })?;
        *request.uri_mut() = uri;
        if request.headers().contains_key(UPGRADE) {
            let headers = without_upgrade(request.headers());
            *request.headers_mut() = headers;
        }
        self.client
            .request(request)
            .await
            .map_err(|error| self.unanswered(&error))
    }

    fn uri(&self, uri: &Uri) -> Result<Uri, http::uri::InvalidUriParts> {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.upstream.authority.clone());
        parts.path_and_query = uri.path_and_query().cloned();
        Uri::from_parts(parts)
    }

    /// Statuses that every SDK tries again.
    fn unanswered(&self, error: &hyper_util::client::legacy::Error) -> Problem {
        let cause = innermost(error);
        if error.is_connect() {
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "ServiceUnavailable",
                format!(
                    "LocalStack cannot be reached at {}: {cause}; is it running?",
                    self.upstream
                ),
            )
        } else {
            Problem::new(
                StatusCode::BAD_GATEWAY,
                "ServiceUnavailable",
                format!(
                    "LocalStack at {} broke off without an answer: {cause}",
                    self.upstream
                ),
            )
        }
    }
}

/// This endpoint speaks HTTP/1.1 alone, so it ignores a wish for another protocol, as any server may, and does
/// not pass it on. Built anew, because removing a header would change the order of the others.
fn without_upgrade(headers: &HeaderMap) -> HeaderMap {
    let http2_settings = HeaderName::from_static("http2-settings");
    headers
        .iter()
        .filter(|(name, _)| **name != UPGRADE && **name != CONNECTION && **name != http2_settings)
        .map(|(name, value)| (name.clone(), value.clone()))
        .fold(
            HeaderMap::with_capacity(headers.len()),
            |mut kept, (name, value)| {
                kept.append(name, value);
                kept
            },
        )
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
