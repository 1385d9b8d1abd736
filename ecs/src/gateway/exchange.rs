//! A recorded call and the ways in which it may be answered. Each ends its record.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use http::request::Parts;
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::answer::{Problem, json_answer};
use super::capture::{End, Tee};
use super::forward::Forwarder;
use super::outcome::{Outcome, Reading, header_error, own_result};
use super::parameters::{self, Format};
use super::peek::{LIMIT, Payload};
use super::protocol::Protocol;
use crate::place::Place;
use crate::trace::OpenCall;

/// A call that is recorded and not yet answered.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) call: OpenCall,
    pub(crate) protocol: Protocol,
    pub(crate) service: String,
    pub(crate) operation: String,
    /// Where the call is made: its account and region.
    pub(crate) place: Place,
    pub(crate) parts: Parts,
    pub(crate) payload: Payload<Incoming>,
}

impl Exchange {
    /// Streams the call to LocalStack and the answer back. The record ends when the last of it passes.
    pub(crate) async fn forward(self, forwarder: &Forwarder) -> Response<Body> {
        let method = self.parts.method.clone();
        let broken = Arc::new(AtomicBool::new(false));
        let request = request(
            &self.call,
            self.protocol,
            self.parts,
            self.payload,
            broken.clone(),
        );
        let response = match forwarder.send(request).await {
            Ok(response) => response,
            Err(problem) => {
                // Whose body broke off is gone; the record ends so when the call is dropped.
                if !broken.load(Ordering::Acquire) {
                    unanswered(self.call, &problem);
                }
                return problem.answer(self.protocol, &self.service, &method);
            }
        };
        let (head, body) = response.into_parts();
        let status = head.status;
        let reading = Reading::of(&self.service, status, &head.headers);
        let header_error = header_error(&head.headers).filter(|_| !status.is_success());
        let (call, operation) = (self.call, self.operation);
        let body = Tee::new(body, reading.limit(), move |end| {
            let (outcome, trouble) = match end {
                End::Whole { captured, length } => (
                    reading.read(call.handle(), &operation, status, &captured, length),
                    None,
                ),
                End::Broken(error) => (
                    Outcome::default(),
                    Some(format!("LocalStack broke off in the answer: {error}")),
                ),
                End::Unread => (Outcome::default(), Some("the client went away".to_owned())),
            };
            call.end(|call| {
                call.status = Some(status.as_u16());
                call.upstream = Some(status.as_u16());
                call.error = outcome.error.or(header_error);
                call.result = outcome.result;
                call.trouble = trouble;
            });
        });
        Response::from_parts(head, Body::new(body))
    }

    /// Answers with an error.
    pub(crate) fn answer(self, problem: &Problem) -> Response<Body> {
        self.note_body();
        let response = problem.answer(self.protocol, &self.service, &self.parts.method);
        self.call.end(|call| {
            call.status = Some(problem.status.as_u16());
            call.error = Some(problem.code.clone());
        });
        response
    }

    /// Answers with a result of this process, in JSON.
    pub(crate) fn answer_json(self, body: Vec<u8>) -> Response<Body> {
        self.note_body();
        let result = own_result(&body);
        self.call.end(|call| {
            call.status = Some(200);
            call.result = result;
        });
        json_answer(self.protocol, body)
    }

    /// Answers that LocalStack did not answer.
    pub(crate) fn unanswered(self, problem: &Problem) -> Response<Body> {
        let response = problem.answer(self.protocol, &self.service, &self.parts.method);
        unanswered(self.call, problem);
        response
    }

    /// Ends without an answer, after LocalStack has carried the call out if there is a forwarder.
    pub(crate) async fn hang_up(self, forwarder: Option<&Forwarder>) {
        self.note_body();
        let mut upstream = None;
        if let Some(forwarder) = forwarder {
            let request = Request::from_parts(self.parts, Body::new(self.payload));
            if let Ok(response) = forwarder.send(request).await {
                upstream = Some(response.status().as_u16());
                // An answer that breaks off is one that the client does not see either.
                let _ = response.into_body().collect().await;
            }
        }
        self.call.end(|call| {
            call.upstream = upstream;
            call.trouble = Some("a fault closed the connection".to_owned());
        });
    }

    /// Records the body of a call that is not forwarded as it is.
    pub(crate) fn note_body(&self) {
        if let Some(format) = Format::of(self.protocol) {
            let parameters = match self.payload.whole() {
                Some(body) => parameters::of_body(format, body, body.len() as u64),
                None => parameters::of_body(format, &[], LIMIT as u64),
            };
            self.call.handle().update(|call| call.parameters = parameters);
        }
    }
}

/// The request as it is forwarded; its JSON or CBOR body is recorded when it has passed. The flag is set when the client
/// breaks off.
fn request(
    call: &OpenCall,
    protocol: Protocol,
    parts: Parts,
    payload: Payload<Incoming>,
    broken: Arc<AtomicBool>,
) -> Request<Body> {
    let handle = call.handle().clone();
    let format = Format::of(protocol);
    let limit = format.map_or(0, |_| LIMIT);
    let body = Tee::new(payload, limit, move |end| match (end, format) {
        (End::Whole { captured, length }, Some(format)) => {
            let parameters = parameters::of_body(format, &captured, length);
            handle.update(|call| call.parameters = parameters);
        }
        (End::Broken(_), _) => broken.store(true, Ordering::Release),
        (End::Whole { .. } | End::Unread, _) => {}
    });
    Request::from_parts(parts, Body::new(body))
}

fn unanswered(call: OpenCall, problem: &Problem) {
    tracing::warn!("{}", problem.message);
    call.end(|call| {
        call.status = Some(problem.status.as_u16());
        call.error = Some(problem.code.clone());
        call.trouble = Some(problem.message.clone());
    });
}
