//! One call, from its arrival to its end: who calls, what is recorded, which faults hit, who answers.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response};
use hyper::body::Incoming;

use super::exchange::Exchange;
use super::forward::Forwarder;
use super::here;
use super::inject::{Decision, Hits};
use super::operation::operation;
use super::parameters;
use super::peek::Payload;
use super::protocol::Protocol;
use super::redeliver::deliver_twice;
use super::refusal::{Refusal, admit};
use super::rewrite::fail_entries;
use super::route::{Route, route};
use super::stacks;
use crate::accounts::Accounts;
use crate::control::Control;
use crate::faults::Targets;
use crate::stacks::Stacks;
use crate::trace::{Arrival, OpenCall};

/// How long the body of a refused request is waited for, so that its client reads the refusal.
pub(crate) const LINGER: Duration = Duration::from_secs(2);

/// The client's connection is to be closed without an answer: it is broken, or a fault wants it.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
pub(crate) struct Hangup;

/// Takes calls.
#[derive(Debug)]
pub(crate) struct Calls {
    accounts: Arc<Accounts>,
    forwarder: Forwarder,
    control: Arc<Control>,
    stacks: Arc<Stacks>,
}

impl Calls {
    pub(crate) fn new(
        accounts: Arc<Accounts>,
        forwarder: Forwarder,
        control: Arc<Control>,
        stacks: Arc<Stacks>,
    ) -> Self {
        Self {
            accounts,
            forwarder,
            control,
            stacks,
        }
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
            Err(refusal) => return Ok(refuse(&refusal, &parts, payload).await),
        };
        let protocol = Protocol::of(&parts, &caller.service);
        let is_form = protocol == Protocol::Query;
        if is_form {
            // A form names its operation in the body.
            payload.read().await.map_err(|_| Hangup)?;
        }
        let form = payload.whole().filter(|_| is_form).map(Bytes::as_ref);
        let operation = operation(&parts, protocol, &caller.service, form);
        let candidates = caller
            .account
            .rules
            .candidates(&caller.service, &operation, &caller.name);
        let place = caller.place();
        let call = OpenCall::begin(
            &caller.account,
            Arrival {
                caller: caller.name,
                region: caller.region,
                service: caller.service.clone(),
                operation: operation.clone(),
                parameters: parameters::on_arrival(&parts, protocol, &caller.service, form),
            },
        );
        let mut exchange = Exchange {
            call,
            protocol,
            service: caller.service,
            operation,
            place,
            parts,
            payload,
        };
        if candidates.is_empty() {
            return Ok(self.answer(exchange).await);
        }
        // Read to its end: the conditions need it, and only then does hyper see the client go while it waits.
        exchange.payload.read().await.map_err(|_| Hangup)?;
        let targets = match exchange.payload.whole() {
            Some(body) if exchange.service == "sqs" => Targets::of(&exchange.operation, is_form, body),
            _ => Targets::default(),
        };
        let hits = Hits::of(candidates, &caller.account, &targets);
        if let Some(names) = hits.names() {
            exchange.call.handle().update(|call| call.fault = Some(names));
        }
        hits.postpone().await;
        match hits.decision(&targets, protocol, &exchange.service) {
            Decision::Forward => Ok(self.answer(exchange).await),
            Decision::Answer(problem) => Ok(exchange.answer(&problem)),
            Decision::Disconnect { after_forwarding } => {
                exchange
                    .hang_up(after_forwarding.then_some(&self.forwarder))
                    .await;
                Err(Hangup)
            }
            Decision::FailEntries { failed, chosen } => {
                Ok(fail_entries(exchange, &self.forwarder, &targets, &failed, &chosen).await)
            }
            Decision::DeliverTwice(rule) => Ok(deliver_twice(exchange, &self.forwarder, &rule).await),
        }
    }

    /// Answers a call that no fault decides.
    async fn answer(&self, exchange: Exchange) -> Response<Body> {
        match route(&exchange.service) {
            Route::LocalStack if exchange.service == "cloudformation" => {
                stacks::answer(exchange, &self.forwarder, &self.stacks).await
            }
            Route::LocalStack => exchange.forward(&self.forwarder).await,
            Route::Here(service) => here::answer(exchange, service, &self.control).await,
        }
    }

    /// Passes a request on without a record.
    async fn unrecorded(&self, parts: Parts, payload: Payload<Incoming>) -> Response<Body> {
        let method = parts.method.clone();
        let request = Request::from_parts(parts, Body::new(payload));
        match self.forwarder.send(request).await {
            Ok(response) => response.map(Body::new),
            Err(problem) => problem.answer(Protocol::RestJson, "", &method),
        }
    }
}

async fn refuse(refusal: &Refusal, parts: &Parts, mut payload: Payload<Incoming>) -> Response<Body> {
    let problem = &refusal.problem;
    tracing::info!(
        "refused {} {}: {}",
        parts.method,
        parts.uri.path(),
        problem.message
    );
    // A connection that is closed with a body under way looks broken to its client.
    let _ = tokio::time::timeout(LINGER, payload.read()).await;
    problem.answer(refusal.protocol, &refusal.service, &parts.method)
}
