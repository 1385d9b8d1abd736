//! SQS batches of which entries fail because a scenario asked for it: the one place where a request and its
//! answer are changed. The signature no longer fits the request then; LocalStack does not check it.

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::BodyExt;

use super::answer::Problem;
use super::exchange::Exchange;
use super::forward::Forwarder;
use super::outcome::Reading;
use super::protocol::Protocol;
use crate::faults::{FailedEntry, Targets, json_answer, xml_answer};
use crate::trace::OpenCall;

/// Forwards a batch without the chosen entries, and answers those as failed.
pub(crate) async fn fail_entries(
    exchange: Exchange,
    forwarder: &Forwarder,
    targets: &Targets,
    failed: &[FailedEntry],
    chosen: &[usize],
) -> Response<Body> {
    exchange.note_body();
    let rest = exchange
        .payload
        .whole()
        .and_then(|body| targets.without(chosen, body));
    let Some(rest) = rest else {
        let content_type = match exchange.protocol {
            Protocol::Json { content_type } => content_type,
            _ => "text/xml",
        };
        let mut response = Response::new(Body::empty());
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        let body = merged(&exchange, None, failed);
        return rewritten(exchange, response, body, None);
    };
    let (response, body) = match ask(&exchange, forwarder, rest).await {
        Ok(answered) => answered,
        Err(problem) => return exchange.unanswered(&problem),
    };
    let status = response.status();
    let body = if status.is_success() {
        merged(&exchange, Some(&body), failed)
    } else {
        body.to_vec()
    };
    rewritten(exchange, response, body, Some(status))
}

/// Asks LocalStack as the caller did, but with this body, and reads the whole answer.
pub(super) async fn ask(
    exchange: &Exchange,
    forwarder: &Forwarder,
    body: Vec<u8>,
) -> Result<(Response<Body>, Bytes), Problem> {
    ask_with(exchange.parts.clone(), forwarder, body).await
}

/// Asks LocalStack with the parts of a request that had another body, and reads the whole answer.
pub(super) async fn ask_with(
    mut parts: Parts,
    forwarder: &Forwarder,
    body: Vec<u8>,
) -> Result<(Response<Body>, Bytes), Problem> {
    // A chunked request needs no length.
    if parts.headers.contains_key(CONTENT_LENGTH) {
        parts
            .headers
            .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    let (head, body) = forwarder
        .send(Request::from_parts(parts, Body::from(body)))
        .await?
        .into_parts();
    match body.collect().await {
        Ok(body) => Ok((Response::from_parts(head, Body::empty()), body.to_bytes())),
        Err(error) => {
            let message = format!(
                "LocalStack at {} broke off in the answer: {error}",
                forwarder.upstream()
            );
            Err(Problem::new(
                StatusCode::BAD_GATEWAY,
                "ServiceUnavailable",
                message,
            ))
        }
    }
}

fn merged(exchange: &Exchange, answer: Option<&[u8]>, failed: &[FailedEntry]) -> Vec<u8> {
    match exchange.protocol {
        Protocol::Query => xml_answer(&exchange.operation, answer, failed),
        _ => json_answer(answer, failed),
    }
}

/// Records the changed answer and gives it.
pub(super) fn rewritten(
    exchange: Exchange,
    mut response: Response<Body>,
    body: Vec<u8>,
    upstream: Option<StatusCode>,
) -> Response<Body> {
    let Exchange {
        call,
        service,
        operation,
        ..
    } = exchange;
    record(call, &service, &operation, &response, &body, upstream);
    let headers = response.headers_mut();
    headers.remove(TRANSFER_ENCODING);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    // A checksum of what LocalStack answered no longer fits.
    headers.remove("x-amz-crc32");
    *response.body_mut() = Body::from(body);
    response
}

fn record(
    call: OpenCall,
    service: &str,
    operation: &str,
    response: &Response<Body>,
    body: &[u8],
    upstream: Option<StatusCode>,
) {
    let status = response.status();
    let reading = Reading::of(service, status, response.headers());
    let outcome = reading.read(call.handle(), operation, status, body, body.len() as u64);
    call.end(|call| {
        call.status = Some(status.as_u16());
        call.upstream = upstream.map(|status| status.as_u16());
        call.error = outcome.error;
        call.result = outcome.result;
    });
}
