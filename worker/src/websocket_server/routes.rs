//! What is answered to which request.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, RETRY_AFTER, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_VERSION, UPGRADE,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use serde::Serialize;
use serde_json::json;

use super::handshake::{self, Asked};
use super::page::Page;
use super::server::{Seat, Server};
use super::state::State;

/// An answer.
pub(super) type Answer = Response<Full<Bytes>>;

/// Answers a request; `take_seat` is called for one who asks for a WebSocket.
pub(super) fn answer<B>(server: &Server, request: &Request<B>, take_seat: impl FnOnce(Seat)) -> Answer {
    let path = request.uri().path();
    if path == "/" {
        match handshake::read(request) {
            Asked::Page => {}
            Asked::WebSocket(accept) => return upgrade(server, &accept, take_seat),
            Asked::OtherVersion => return other_version(),
            Asked::Unusable(why) => return text(StatusCode::BAD_REQUEST, why),
        }
    }
    let known = matches!(path, "/" | "/health" | "/state");
    if known && request.method() != Method::GET && request.method() != Method::HEAD {
        let answer = text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD");
        return with(answer, ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    match path {
        "/" => page(&server.page),
        "/health" => json(&json!({"status": "ok", "connections": server.clients.connected()})),
        "/state" => json(&State::of(server)),
        _ => text(StatusCode::NOT_FOUND, "there is /, /health and /state"),
    }
}

fn upgrade(server: &Server, accept: &str, take_seat: impl FnOnce(Seat)) -> Answer {
    if server.stop.is_requested() {
        return text(StatusCode::SERVICE_UNAVAILABLE, "the server shuts down");
    }
    let Ok(seat) = server.seats.clone().try_acquire_owned() else {
        let answer = text(
            StatusCode::SERVICE_UNAVAILABLE,
            "as many clients are connected as may be; try again later",
        );
        return with(answer, RETRY_AFTER, HeaderValue::from_static("5"));
    };
    let Ok(accept) = HeaderValue::from_str(accept) else {
        return text(StatusCode::BAD_REQUEST, "Sec-WebSocket-Key cannot be answered");
    };
    take_seat(seat);
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let answer = with(answer, UPGRADE, HeaderValue::from_static("websocket"));
    let answer = with(answer, CONNECTION, HeaderValue::from_static("Upgrade"));
    with(answer, SEC_WEBSOCKET_ACCEPT, accept)
}

fn other_version() -> Answer {
    let answer = text(StatusCode::UPGRADE_REQUIRED, "only version 13 of WebSocket");
    let answer = with(answer, UPGRADE, HeaderValue::from_static("websocket"));
    let answer = with(answer, CONNECTION, HeaderValue::from_static("Upgrade"));
    with(
        answer,
        SEC_WEBSOCKET_VERSION,
        HeaderValue::from_static(handshake::VERSION),
    )
}

fn page(page: &Page) -> Answer {
    let answer = content(StatusCode::OK, "text/html; charset=utf-8", Page::text());
    let answer = with(answer, CONTENT_SECURITY_POLICY, page.policy().clone());
    with(answer, REFERRER_POLICY, HeaderValue::from_static("no-referrer"))
}

fn json(value: &impl Serialize) -> Answer {
    match serde_json::to_vec(value) {
        Ok(body) => content(StatusCode::OK, "application/json", body),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

fn text(status: StatusCode, text: impl Into<String>) -> Answer {
    let mut text = text.into();
    text.push('\n');
    content(status, "text/plain; charset=utf-8", text)
}

fn content(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    let answer = with(answer, CONTENT_TYPE, HeaderValue::from_static(kind));
    let answer = with(answer, CACHE_CONTROL, HeaderValue::from_static("no-store"));
    with(
        answer,
        X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    )
}

fn with(mut answer: Answer, name: HeaderName, value: HeaderValue) -> Answer {
    answer.headers_mut().insert(name, value);
    answer
}
