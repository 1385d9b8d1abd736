//! The agent of a task on ECS, over HTTP.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;

use super::answer;
use super::{Agent, Rejection, Wanted};

/// Where the agent takes protection, below `ECS_AGENT_URI`.
const PATH: &str = "/task-protection/v1/state";

/// What is put there; the agent refuses what it does not know.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
    protection_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_minutes: Option<u16>,
}

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
        let put = match wanted {
            Wanted::Protected { minutes } => Put {
                protection_enabled: true,
                expires_in_minutes: Some(minutes),
            },
            Wanted::Unprotected => Put {
                protection_enabled: false,
                expires_in_minutes: None,
            },
        };
        let unreachable =
            |error: &dyn std::error::Error| Rejection::Unreachable(command_line::one_line(error));
        let body = serde_json::to_vec(&put).map_err(|error| unreachable(&error))?;
        let request = Request::builder()
            .method(Method::PUT)
            .uri(self.state.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(body))
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
