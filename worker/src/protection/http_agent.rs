//! The agent of a task on ECS, over HTTP.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::json;

use super::answer;
use super::{Agent, Rejection, Wanted};

/// Where the agent takes protection, below `ECS_AGENT_URI`.
const PATH: &str = "/task-protection/v1/state";

/// The longest answer that is read, in bytes; the agent's own are a few hundred.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The agent at an address, which ECS gives each container as `ECS_AGENT_URI`.
#[derive(Debug, Clone)]
pub struct HttpAgent {
    state: Uri,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl HttpAgent {
    /// `agent` is the value of `ECS_AGENT_URI`: an http URL that may have a path, and no query.
    pub fn new(agent: &url::Url) -> Result<Self, hyper::http::uri::InvalidUri> {
        let state = format!("{}{PATH}", agent.as_str().trim_end_matches('/')).parse()?;
        Ok(Self {
            state,
            client: Client::builder(TokioExecutor::new()).build_http(),
        })
    }
}

impl Agent for HttpAgent {
    async fn set(&self, wanted: Wanted) -> Result<(), Rejection> {
        let body = match wanted {
            Wanted::Protected { minutes } => json!({"ProtectionEnabled": true, "ExpiresInMinutes": minutes}),
            Wanted::Unprotected => json!({"ProtectionEnabled": false}),
        };
        let unreachable =
            |error: &dyn std::error::Error| Rejection::Unreachable(command_line::one_line(error));
        let request = Request::builder()
            .method(Method::PUT)
            .uri(self.state.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(body.to_string()))
            .map_err(|error| unreachable(&error))?;
        let response = self
            .client
            .request(request)
            .await
            .map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), LONGEST_ANSWER)
            .collect()
            .await
            .map_err(|error| unreachable(error.as_ref()))?
            .to_bytes();
        answer::read(status, &body, wanted)
    }
}
