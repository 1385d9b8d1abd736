//! Messages that are delivered twice because a scenario asked for it: SQS promises "at least once", and hardly ever
//! shows it.
//!
//! When LocalStack has answered a `ReceiveMessage`, and before its caller has the answer, the messages' visibility timeout
//! is set to 0, in the caller's name and protocol. The next receive then brings them again.

use axum::body::Body;
use bytes::Bytes;
use http::header::HeaderName;
use http::request::Parts;
use http::{HeaderValue, Response};
use serde_json::{Value, json};

use super::exchange::Exchange;
use super::forward::Forwarder;
use super::protocol::Protocol;
use super::rewrite::{ask, ask_with, rewritten};
use crate::faults::Rule;
use crate::xml;

const AGAIN: &str = "ChangeMessageVisibilityBatch";

/// A message that was received: its id and its receipt handle.
type Received = (String, String);

/// Forwards a `ReceiveMessage`, and has those of its messages that this fault has not met delivered again.
pub(crate) async fn deliver_twice(exchange: Exchange, forwarder: &Forwarder, rule: &Rule) -> Response<Body> {
    exchange.note_body();
    let Some(request) = exchange.payload.whole().cloned() else {
        // No receive is that long: LocalStack says what is wrong with it.
        return exchange.forward(forwarder).await;
    };
    let (response, answer) = match ask(&exchange, forwarder, request.to_vec()).await {
        Ok(answered) => answered,
        Err(problem) => return exchange.unanswered(&problem),
    };
    let status = response.status();
    let handles: Vec<String> = received(exchange.protocol, &answer)
        .into_iter()
        .filter(|(id, _)| rule.is_new(id))
        .map(|(_, handle)| handle)
        .collect();
    if !handles.is_empty()
        && let Err(why) = show(
            exchange.parts.clone(),
            exchange.protocol,
            &request,
            &handles,
            forwarder,
        )
        .await
    {
        let trouble = format!("the messages could not be delivered again: {why}");
        tracing::warn!("{trouble}");
        exchange.call.handle().update(|call| call.trouble = Some(trouble));
    }
    rewritten(exchange, response, answer.to_vec(), Some(status))
}

fn received(protocol: Protocol, answer: &Bytes) -> Vec<Received> {
    if protocol == Protocol::Query {
        let text = String::from_utf8_lossy(answer);
        return xml::elements(&text, "Message")
            .filter_map(|message| {
                Some((
                    xml::text(message, "MessageId")?,
                    xml::text(message, "ReceiptHandle")?,
                ))
            })
            .collect();
    }
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let text = |message: &Value, field: &str| message[field].as_str().map(str::to_owned);
    answer["Messages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|message| Some((text(message, "MessageId")?, text(message, "ReceiptHandle")?)))
        .collect()
}

/// Makes messages visible: a call beside the one that received them, which no record tells of.
async fn show(
    mut parts: Parts,
    protocol: Protocol,
    request: &Bytes,
    handles: &[String],
    forwarder: &Forwarder,
) -> Result<(), String> {
    let body = if protocol == Protocol::Query {
        form(request, handles)
    } else {
        let target = HeaderValue::from_static("AmazonSQS.ChangeMessageVisibilityBatch");
        parts
            .headers
            .insert(HeaderName::from_static("x-amz-target"), target);
        document(request, handles)
    };
    let (response, answer) = ask_with(parts, forwarder, body.into_bytes())
        .await
        .map_err(|problem| problem.message)?;
    let status = response.status();
    if status.is_success() {
        Ok(())
    } else {
        let answer = String::from_utf8_lossy(&answer);
        Err(format!("LocalStack answered {status}: {answer}"))
    }
}

fn document(request: &[u8], handles: &[String]) -> String {
    let request: Value = serde_json::from_slice(request).unwrap_or_default();
    let entry = |(index, handle): (usize, &String)| json!({"Id": index.to_string(), "ReceiptHandle": handle, "VisibilityTimeout": 0});
    let entries: Vec<Value> = handles.iter().enumerate().map(entry).collect();
    json!({"QueueUrl": request["QueueUrl"], "Entries": entries}).to_string()
}

fn form(request: &[u8], handles: &[String]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", AGAIN);
    for (name, value) in form_urlencoded::parse(request) {
        if matches!(&*name, "QueueUrl" | "Version") {
            form.append_pair(&name, &value);
        }
    }
    for (index, handle) in handles.iter().enumerate() {
        let mut field = |name: &str, value: &str| {
            let place = index + 1;
            form.append_pair(&format!("{AGAIN}RequestEntry.{place}.{name}"), value);
        };
        field("Id", &index.to_string());
        field("ReceiptHandle", handle);
        field("VisibilityTimeout", "0");
    }
    form.finish()
}
