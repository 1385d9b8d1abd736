//! The admin API's client.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::types::{Advance, Clock, ErrorBody, FaultId, Health, Owner};
use crate::accounts::AccountStatus;
use crate::faults::{Fault, FaultStatus};
use crate::trace::TracePage;

/// Why a request to the admin API failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// local-ecs cannot be reached, or broke off.
    #[error("local-ecs cannot be reached at {url}; is it running?")]
    Unreachable {
        /// Where it was looked for.
        url: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// local-ecs refused: the account is unknown, the fault cannot be set ...
    #[error("local-ecs refused {request} ({status}): {message}")]
    Refused {
        /// Method and path.
        request: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        message: String,
    },
    /// The answer is not in the form that this client knows.
    #[error("local-ecs answered {request} in an unknown form; are both of the same version?")]
    Unreadable {
        /// Method and path.
        request: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Speaks with the admin API. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    base: Url,
    http: HttpClient<HttpConnector, Full<Bytes>>,
}

impl Client {
    /// A client of the gateway at that address, such as `http://127.0.0.1:4567`.
    pub fn new(base: Url) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let http = HttpClient::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .build(connector);
        Self { base, http }
    }

    /// Whether local-ecs answers, and which.
    pub async fn health(&self) -> Result<Health, ClientError> {
        self.ask(Method::GET, "health", None::<&()>).await
    }

    /// Registers an account of 12 digits. Again with the same owner changes nothing; with another one it is refused (409).
    pub async fn register(&self, account: &str, owner: &str) -> Result<(), ClientError> {
        let owner = Owner {
            owner: owner.to_owned(),
        };
        self.order(Method::PUT, &format!("accounts/{account}"), Some(&owner))
            .await
    }

    /// Forgets an account, its trace and its faults.
    pub async fn forget(&self, account: &str) -> Result<(), ClientError> {
        self.order(Method::DELETE, &format!("accounts/{account}"), None::<&()>)
            .await
    }

    /// All accounts.
    pub async fn accounts(&self) -> Result<Vec<AccountStatus>, ClientError> {
        self.ask(Method::GET, "accounts", None::<&()>).await
    }

    /// The calls of an account that have changed after a revision (0: all that are kept). Waits for one at most
    /// so long, up to 60 s; then the page is empty.
    pub async fn trace(&self, account: &str, after: u64, wait: Duration) -> Result<TracePage, ClientError> {
        let wait = wait.as_millis();
        self.ask(
            Method::GET,
            &format!("accounts/{account}/trace?after={after}&wait={wait}"),
            None::<&()>,
        )
        .await
    }

    /// Sets a fault.
    pub async fn add_fault(&self, account: &str, fault: &Fault) -> Result<FaultId, ClientError> {
        self.ask(Method::POST, &format!("accounts/{account}/faults"), Some(fault))
            .await
    }

    /// The faults of an account, with what they have done.
    pub async fn faults(&self, account: &str) -> Result<Vec<FaultStatus>, ClientError> {
        self.ask(Method::GET, &format!("accounts/{account}/faults"), None::<&()>)
            .await
    }

    /// Deletes a fault. Calls that it holds go on.
    pub async fn remove_fault(&self, account: &str, fault: FaultId) -> Result<(), ClientError> {
        self.order(
            Method::DELETE,
            &format!("accounts/{account}/faults/{}", fault.id),
            None::<&()>,
        )
        .await
    }

    /// Deletes all faults of an account.
    pub async fn clear_faults(&self, account: &str) -> Result<(), ClientError> {
        self.order(Method::DELETE, &format!("accounts/{account}/faults"), None::<&()>)
            .await
    }

    /// The clock of an account.
    pub async fn clock(&self, account: &str) -> Result<Clock, ClientError> {
        self.ask(Method::GET, &format!("accounts/{account}/clock"), None::<&()>)
            .await
    }

    /// Moves the clock of an account forward. What is due by then happens at once.
    pub async fn advance_clock(&self, account: &str, by: Duration) -> Result<Clock, ClientError> {
        let advance = Advance {
            advance: command_line::duration::show(by),
        };
        self.ask(Method::POST, &format!("accounts/{account}/clock"), Some(&advance))
            .await
    }

    /// What ECS and Application Auto Scaling have of an account, in the words of their APIs.
    pub async fn state(&self, account: &str) -> Result<serde_json::Value, ClientError> {
        self.ask(Method::GET, &format!("accounts/{account}/state"), None::<&()>)
            .await
    }

    /// Kills the tasks of an account and forgets everything of it but that it is registered.
    pub async fn reset(&self, account: &str) -> Result<(), ClientError> {
        self.order(Method::POST, &format!("accounts/{account}/reset"), None::<&()>)
            .await
    }

    /// The same for all accounts.
    pub async fn reset_all(&self) -> Result<(), ClientError> {
        self.order(Method::POST, "reset", None::<&()>).await
    }

    /// Interrupts a task that runs on Fargate Spot, by its id or ARN: SIGTERM now, as AWS does two minutes before it
    /// takes the capacity away.
    pub async fn interrupt(&self, account: &str, task: &str) -> Result<(), ClientError> {
        let id = task.rsplit('/').next().unwrap_or(task);
        self.order(
            Method::POST,
            &format!("accounts/{account}/tasks/{id}/interrupt"),
            None::<&()>,
        )
        .await
    }

    /// Kills a task that runs, by its id or ARN, without warning, as a host does that fails: its containers end by
    /// SIGKILL, and ECS learns of it afterwards.
    pub async fn kill(&self, account: &str, task: &str) -> Result<(), ClientError> {
        let id = task.rsplit('/').next().unwrap_or(task);
        self.order(
            Method::POST,
            &format!("accounts/{account}/tasks/{id}/kill"),
            None::<&()>,
        )
        .await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<T, ClientError> {
        let request = format!("{method} {path}");
        let answer = self.send(method, path, body).await?;
        serde_json::from_slice(&answer).map_err(|source| ClientError::Unreadable { request, source })
    }

    async fn order(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<(), ClientError> {
        self.send(method, path, body).await.map(drop)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Bytes, ClientError> {
        let told = format!("{method} {path}");
        let unreachable = |source: Box<dyn std::error::Error + Send + Sync>| ClientError::Unreachable {
            url: self.base.to_string(),
            source,
        };
        let url = format!("{}/_local-ecs/{path}", self.base.as_str().trim_end_matches('/'));
        let body = match body {
            Some(body) => serde_json::to_vec(body).map_err(|error| unreachable(error.into()))?,
            None => Vec::new(),
        };
        let request = Request::builder()
            .method(method)
            .uri(url)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| unreachable(error.into()))?;
        let response = self
            .http
            .request(request)
            .await
            .map_err(|error| unreachable(error.into()))?;
        let status = response.status();
        let answer = response
            .into_body()
            .collect()
            .await
            .map_err(|error| unreachable(error.into()))?
            .to_bytes();
        if status.is_success() {
            return Ok(answer);
        }
        Err(ClientError::Refused {
            request: told,
            status: status.as_u16(),
            message: message(&answer, status),
        })
    }
}

fn message(answer: &[u8], status: StatusCode) -> String {
    serde_json::from_slice::<ErrorBody>(answer).map_or_else(
        |_| status.canonical_reason().unwrap_or("no reason given").to_owned(),
        |body| body.error,
    )
}
