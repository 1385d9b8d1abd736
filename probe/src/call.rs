//! HTTP calls, above all to the task's own agent.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

/// No agent takes longer: it answers for ECS after 4 s at the latest.
const WITHIN: Duration = Duration::from_secs(30);

/// Makes the call, and tells it with what came of it.
pub(crate) async fn call(method: &str, url: &str, body: &str) -> Value {
    let answered = tokio::time::timeout(WITHIN, answer(method, url, body)).await;
    match answered.unwrap_or_else(|_| Err(format!("no answer within {WITHIN:?}").into())) {
        Ok((status, body)) => json!({"call": format!("{method} {url}"), "status": status, "body": body}),
        Err(error) => json!({"call": format!("{method} {url}"), "error": error.to_string()}),
    }
}

type Trouble = Box<dyn std::error::Error + Send + Sync>;

async fn answer(method: &str, url: &str, body: &str) -> Result<(u16, Value), Trouble> {
    let mut request = Request::builder().method(method).uri(resolved(url)?);
    if url == "credentials" {
        request = request.header(AUTHORIZATION, variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")?);
    }
    if !body.is_empty() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    let client = Client::builder(TokioExecutor::new()).build_http();
    let response = client
        .request(request.body(Full::new(Bytes::copy_from_slice(body.as_bytes())))?)
        .await?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await?.to_bytes();
    let body = serde_json::from_slice(&body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
    Ok((status, body))
}

/// The URL with its beginning replaced by where the agent is.
fn resolved(url: &str) -> Result<String, Trouble> {
    if url == "credentials" {
        return variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    }
    if let Some(path) = url.strip_prefix("agent/") {
        return Ok(format!("{}/{path}", variable("ECS_AGENT_URI")?));
    }
    if let Some(rest) = url.strip_prefix("other-agent/") {
        let own = variable("ECS_AGENT_URI")?;
        let base = own.rsplit_once('/').map_or(own.as_str(), |(base, _)| base);
        return Ok(format!("{base}/{rest}"));
    }
    match url.strip_prefix("metadata/") {
        Some(path) => Ok(format!("{}/{path}", variable("ECS_CONTAINER_METADATA_URI_V4")?)
            .trim_end_matches('/')
            .to_owned()),
        None => Ok(url.to_owned()),
    }
}

fn variable(name: &str) -> Result<String, Trouble> {
    std::env::var(name).map_err(|_| format!("{name} is not set").into())
}
