//! One call, from its arrival to its end: who calls, what is recorded, which faults hit, who answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::answer::Problem;
use super::capture::{End, Tee};
use super::forward::Forwarder;
use super::inject::{Decision, Hits};
use super::operation::operation;
use super::outcome::{Outcome, Reading, header_error};
use super::parameters;
use super::peek::{LIMIT, Payload};
use super::protocol::Protocol;
use super::refusal::admit;
use super::route::{Route, route};
use crate::accounts::Accounts;
use crate::faults::{FailedEntry, Targets, json_answer, xml_answer};
use crate::trace::{Arrival, OpenCall};

/// How long the body of a refused request is waited for, so that its client reads the refusal.
const LINGER: Duration = Duration::from_secs(2);

/// The client's connection is to be closed without an answer: it is broken, or a fault wants it.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
pub(crate) struct Hangup;

/// Takes calls.
#[derive(Debug)]
pub(crate) struct Calls {
    accounts: Arc<Accounts>,
    forwarder: Forwarder,
}

/// What is known of a call from its head.
struct Known {
    protocol: Protocol,
    service: String,
    operation: String,
    method: Method,
}

impl Calls {
    pub(crate) fn new(accounts: Arc<Accounts>, forwarder: Forwarder) -> Self {
        Self { accounts, forwarder }
    }

    /// Takes a call and answers it.
    pub(crate) async fn take(&self, request: Request<Incoming>) -> Result<Response<Body>, Hangup> {
        let (parts, body) = request.into_parts();
        let mut payload = Payload::new(body);
        if parts.method == Method::GET && parts.uri.path() == "/_localstack/health" {
            return Ok(self.unrecorded(parts, payload).await);
        }
        let caller = match admit(&parts, &self.accounts) {
            Ok(caller) => caller,
            Err(refusal) => {
                tracing::info!(
                    "refused {} {}: {}",
                    parts.method,
                    parts.uri.path(),
                    refusal.problem.message
                );
                // A connection that is closed with a body under way looks broken to its client.
                let _ = tokio::time::timeout(LINGER, payload.read()).await;
                return Ok(refusal
                    .problem
                    .answer(refusal.protocol, &refusal.service, &parts.method));
            }
        };
        let protocol = Protocol::of(&parts, &caller.service);
        if protocol == Protocol::Query {
            payload.read().await.map_err(|_| Hangup)?;
        }
        let form = payload.whole().filter(|_| protocol == Protocol::Query);
        let known = Known {
            operation: operation(&parts, protocol, &caller.service, form.map(Bytes::as_ref)),
            protocol,
            service: caller.service.clone(),
            method: parts.method.clone(),
        };
        let candidates = caller
            .account
            .rules
            .candidates(&caller.service, &known.operation, &caller.name);
        let call = OpenCall::begin(
            &caller.account,
            Arrival {
                operation: known.operation.clone(),
                parameters: parameters::on_arrival(
                    &parts,
                    protocol,
                    &caller.service,
                    form.map(Bytes::as_ref),
                ),
                caller: caller.name,
                region: caller.region,
                service: caller.service,
            },
        );
        if candidates.is_empty() {
            return Ok(self.answer(call, known, parts, payload).await);
        }
        // Read to its end: the conditions need it, and only then does hyper see the client go while it waits.
        payload.read().await.map_err(|_| Hangup)?;
        let targets = match payload.whole() {
            Some(body) if known.service == "sqs" => {
                Targets::of(&known.operation, protocol == Protocol::Query, body)
            }
            _ => Targets::default(),
        };
        let hits = Hits::of(candidates, &caller.account, &targets);
        if let Some(names) = hits.names() {
            call.handle().update(|call| call.fault = Some(names));
        }
        hits.postpone().await;
        match hits.decision(&targets, protocol, &known.service) {
            Decision::Forward => Ok(self.answer(call, known, parts, payload).await),
            Decision::Answer(problem) => {
                note_body(&call, &known, &payload);
                Ok(own(call, &known, &problem))
            }
            Decision::Disconnect { after_forwarding } => {
                if after_forwarding {
                    self.carry_out(&call, &known, parts, payload).await;
                } else {
                    note_body(&call, &known, &payload);
                }
                call.end(|call| call.trouble = Some("a fault closed the connection".to_owned()));
                Err(Hangup)
            }
            Decision::FailEntries { failed, chosen } => Ok(self
                .fail_entries(call, known, parts, payload, &targets, &failed, &chosen)
                .await),
        }
    }

    /// Answers a call that no fault decides.
    async fn answer(
        &self,
        call: OpenCall,
        known: Known,
        parts: Parts,
        mut payload: Payload<Incoming>,
    ) -> Response<Body> {
        match route(&known.service) {
            Route::LocalStack => self.forward(call, known, parts, payload).await,
            Route::Here(service) => {
                // A body that breaks off tells nothing new: its client is gone.
                let _ = payload.read().await;
                note_body(&call, &known, &payload);
                own(call, &known, &service.not_yet(&known.operation))
            }
        }
    }

    /// Streams a call to LocalStack and the answer back; ends the record when the last of it passes.
    async fn forward(
        &self,
        call: OpenCall,
        known: Known,
        parts: Parts,
        payload: Payload<Incoming>,
    ) -> Response<Body> {
        let (request, broken) = recorded(&call, &known, parts, payload);
        let response = match self.forwarder.send(request).await {
            Ok(response) => response,
            Err(problem) => return unanswered(call, &known, &problem, &broken),
        };
        let (head, body) = response.into_parts();
        let status = head.status;
        let reading = Reading::of(&known.service, status, &head.headers);
        let header_error = if status.is_success() {
            None
        } else {
            header_error(&head.headers)
        };
        let body = Tee::new(body, reading.limit(), move |end| {
            let (outcome, trouble) = match end {
                End::Whole { captured, length } => (
                    reading.read(call.handle(), &known.operation, status, &captured, length),
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

    /// Has LocalStack carry a call out whose client will not see the answer.
    async fn carry_out(&self, call: &OpenCall, known: &Known, parts: Parts, payload: Payload<Incoming>) {
        let (request, _) = recorded(call, known, parts, payload);
        if let Ok(response) = self.forwarder.send(request).await {
            let status = response.status().as_u16();
            // Carried out or not: the client is told neither.
            let _ = response.into_body().collect().await;
            call.handle().update(|call| call.upstream = Some(status));
        }
    }

    /// Forwards a batch without the chosen entries, and answers those as failed.
    #[expect(clippy::too_many_arguments, reason = "a call's parts, each of another owner")]
    async fn fail_entries(
        &self,
        call: OpenCall,
        known: Known,
        mut parts: Parts,
        mut payload: Payload<Incoming>,
        targets: &Targets,
        failed: &[FailedEntry],
        chosen: &[usize],
    ) -> Response<Body> {
        note_body(&call, &known, &payload);
        let merged = |answer: Option<&[u8]>| match known.protocol {
            Protocol::Query => xml_answer(&known.operation, answer, failed),
            _ => json_answer(answer, failed),
        };
        let rest = payload.whole().and_then(|body| targets.without(chosen, body));
        let Some(rest) = rest else {
            let mut response = Response::new(Body::empty());
            let content_type = match known.protocol {
                Protocol::Json { content_type } => content_type,
                _ => "text/xml",
            };
            response
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            return rewritten(call, &known, response, merged(None), None);
        };
        if parts.headers.contains_key(CONTENT_LENGTH) {
            parts
                .headers
                .insert(CONTENT_LENGTH, HeaderValue::from(rest.len()));
        }
        payload.replace(Bytes::from(rest));
        let response = match self
            .forwarder
            .send(Request::from_parts(parts, Body::new(payload)))
            .await
        {
            Ok(response) => response,
            Err(problem) => return unanswered(call, &known, &problem, &AtomicBool::new(false)),
        };
        let (head, body) = response.into_parts();
        let upstream = head.status;
        let body = match body.collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => {
                let message = format!(
                    "LocalStack at {} broke off in its answer: {error}",
                    self.forwarder.upstream()
                );
                let problem = Problem::new(StatusCode::BAD_GATEWAY, "ServiceUnavailable", message);
                return unanswered(call, &known, &problem, &AtomicBool::new(false));
            }
        };
        let body = if upstream.is_success() {
            merged(Some(&body))
        } else {
            body.to_vec()
        };
        let response = Response::from_parts(head, Body::empty());
        rewritten(call, &known, response, body, Some(upstream))
    }

    /// Passes a request on without a record.
    async fn unrecorded(&self, parts: Parts, payload: Payload<Incoming>) -> Response<Body> {
        let method = parts.method.clone();
        match self
            .forwarder
            .send(Request::from_parts(parts, Body::new(payload)))
            .await
        {
            Ok(response) => response.map(Body::new),
            Err(problem) => problem.answer(Protocol::RestJson, "", &method),
        }
    }
}

/// Answers a call that LocalStack did not answer.
fn unanswered(call: OpenCall, known: &Known, problem: &Problem, broken: &AtomicBool) -> Response<Body> {
    if broken.load(Ordering::Acquire) {
        // Dropped: the record ends with a client that went away.
        drop(call);
    } else {
        tracing::warn!("{} {}: {}", known.service, known.operation, problem.message);
        call.end(|call| {
            call.status = Some(problem.status.as_u16());
            call.error = Some(problem.code.clone());
            call.trouble = Some(problem.message.clone());
        });
    }
    problem.answer(known.protocol, &known.service, &known.method)
}

/// The request as it is forwarded; its JSON body is recorded when it has passed. The flag is set when the client
/// breaks off.
fn recorded(
    call: &OpenCall,
    known: &Known,
    parts: Parts,
    payload: Payload<Incoming>,
) -> (Request<Body>, Arc<AtomicBool>) {
    let broken = Arc::new(AtomicBool::new(false));
    let handle = call.handle().clone();
    let flag = broken.clone();
    let json = matches!(known.protocol, Protocol::Json { .. });
    let body = Tee::new(payload, if json { LIMIT } else { 0 }, move |end| match end {
        End::Whole { captured, length } if json => {
            let parameters = parameters::of_json(&captured, length);
            handle.update(|call| call.parameters = parameters);
        }
        End::Broken(_) => flag.store(true, Ordering::Release),
        End::Whole { .. } | End::Unread => {}
    });
    (Request::from_parts(parts, Body::new(body)), broken)
}

/// Records the JSON body of a call that is not forwarded as it is.
fn note_body(call: &OpenCall, known: &Known, payload: &Payload<Incoming>) {
    if matches!(known.protocol, Protocol::Json { .. }) {
        let parameters = match payload.whole() {
            Some(body) => parameters::of_json(body, body.len() as u64),
            None => parameters::of_json(&[], LIMIT as u64),
        };
        call.handle().update(|call| call.parameters = parameters);
    }
}

/// Answers a call with an error of this process.
fn own(call: OpenCall, known: &Known, problem: &Problem) -> Response<Body> {
    let response = problem.answer(known.protocol, &known.service, &known.method);
    call.end(|call| {
        call.status = Some(problem.status.as_u16());
        call.error = Some(problem.code.clone());
    });
    response
}

/// Answers a call with a body that a fault has changed.
fn rewritten(
    call: OpenCall,
    known: &Known,
    mut response: Response<Body>,
    body: Vec<u8>,
    upstream: Option<StatusCode>,
) -> Response<Body> {
    let status = response.status();
    let reading = Reading::of(&known.service, status, response.headers());
    let outcome = reading.read(call.handle(), &known.operation, status, &body, body.len() as u64);
    call.end(|call| {
        call.status = Some(status.as_u16());
        call.upstream = upstream.map(|status| status.as_u16());
        call.error = outcome.error;
        call.result = outcome.result;
    });
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    // A checksum of what LocalStack answered no longer fits.
    response.headers_mut().remove("x-amz-crc32");
    *response.body_mut() = Body::from(body);
    response
}
