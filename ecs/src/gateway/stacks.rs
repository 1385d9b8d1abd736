//! Calls of CloudFormation: those that are about stacks with resources of ours are changed on their way, and so are
//! their answers. The signature no longer fits such a request; LocalStack does not check it.

use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};

use super::answer::Problem;
use super::exchange::Exchange;
use super::forward::Forwarder;
use super::protocol::Protocol;
use super::rewrite::{ask, rewritten};
use crate::stacks::{Stacks, Step};

/// Answers the call, and ends its record.
pub(crate) async fn answer(
    mut exchange: Exchange,
    forwarder: &Forwarder,
    stacks: &Arc<Stacks>,
) -> Response<Body> {
    let form = exchange
        .payload
        .whole()
        .filter(|_| exchange.protocol == Protocol::Query)
        .cloned();
    // A call without a body has its parameters in the path; no client of CloudFormation makes such.
    let Some(form) = form.filter(|form| !form.is_empty()) else {
        return exchange.forward(forwarder).await;
    };
    let place = exchange.place.clone();
    let step = stacks.intercept(&place, &exchange.operation, &form).await;
    match step {
        Step::Pass => exchange.forward(forwarder).await,
        Step::Answer(body) => {
            let mut response = Response::new(Body::empty());
            let content_type = HeaderValue::from_static("text/xml");
            response.headers_mut().insert(CONTENT_TYPE, content_type);
            rewritten(exchange, response, body, None)
        }
        Step::Refuse { code, message } => {
            exchange.answer(&Problem::new(StatusCode::BAD_REQUEST, code, message))
        }
        Step::Ask(body, after) => {
            // The answer is read here.
            exchange.parts.headers.remove(ACCEPT_ENCODING);
            let (forwarder, stacks) = (forwarder.clone(), stacks.clone());
            // To its end, also when the client goes: what LocalStack has begun must be known here.
            let asking = tokio::spawn(async move {
                let (response, answer) = match ask(&exchange, &forwarder, body).await {
                    Ok(answered) => answered,
                    Err(problem) => return exchange.unanswered(&problem),
                };
                let status = response.status();
                let changed = stacks
                    .answered(&place, *after, status.is_success(), &answer)
                    .await;
                let body = changed.map_or(answer, Bytes::from);
                rewritten(exchange, response, body.to_vec(), Some(status))
            });
            asking.await.unwrap_or_else(|error| {
                tracing::error!("a call of CloudFormation was not answered: {error}");
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                response
            })
        }
    }
}
