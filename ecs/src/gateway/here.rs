//! Calls that this process answers: those of the services that LocalStack's free edition lacks.

use axum::body::Body;
use http::{Response, StatusCode};

use super::answer::Problem;
use super::call::LINGER;
use super::exchange::Exchange;
use super::peek::LIMIT;
use super::protocol::Protocol;
use crate::control::{Control, Service};

/// Answers the call, and ends its record.
pub(crate) async fn answer(mut exchange: Exchange, service: Service, control: &Control) -> Response<Body> {
    // A body that breaks off tells nothing new: its client is gone.
    let _ = exchange.payload.read().await;
    let Some(body) = exchange.payload.whole().cloned() else {
        // Read on for a while: a connection that is closed with a body under way looks broken to its client.
        let _ = tokio::time::timeout(LINGER, exchange.payload.drain()).await;
        return exchange.answer(&Problem::new(
            StatusCode::BAD_REQUEST,
            "SerializationException",
            format!("the request is longer than {LIMIT} bytes; no operation of this service takes as much"),
        ));
    };
    if !matches!(exchange.protocol, Protocol::Json { .. }) {
        return exchange.answer(&Problem::new(
            StatusCode::BAD_REQUEST,
            "UnknownOperationException",
            "this service speaks JSON 1.1 only: name the operation in X-Amz-Target",
        ));
    }
    let region = control.region(&exchange.place);
    match region.call(service, &exchange.operation, &body) {
        Ok(answer) => exchange.answer_json(answer),
        Err(error) => exchange.answer(&Problem::new(error.status, error.code, error.message)),
    }
}
