//! ECS as the agent calls it for a task: at the gateway, signed with the credentials of the task's role.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use super::settings::Settings;

/// Less than any server's own time limit, so that no request meets a connection that the server is closing.
const IDLE: Duration = Duration::from_secs(3);
/// Answers about one task are short, in bytes.
const ANSWER: usize = 256 * 1024;

/// Why there is no answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CallError {
    /// ECS has refused the call.
    Refused {
        status: StatusCode,
        code: String,
        message: String,
        request_id: String,
    },
    /// There was no answer; the text says why.
    Unanswered(String),
    /// The answer cannot be read; the text says why.
    Unreadable(String),
}

/// Calls ECS.
#[derive(Debug)]
pub(super) struct Ecs {
    url: Url,
    attempts: u32,
    pause: Duration,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Ecs {
    pub(super) fn new(settings: &Settings) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            url: settings.gateway.clone(),
            attempts: settings.attempts.max(1),
            pause: settings.pause,
            client: Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE)
                .build(connector),
        }
    }

    /// Calls an operation, and again after a pause where the SDK in the real agent does so: when ECS is throttling,
    /// in trouble or not there.
    pub(super) async fn call<Q: Serialize, A: DeserializeOwned>(
        &self,
        operation: &str,
        request: &Q,
        credentials: &Credentials,
        region: &str,
    ) -> Result<A, CallError> {
        let body = serde_json::to_vec(request).map_err(|error| CallError::Unreadable(error.to_string()))?;
        let body = Bytes::from(body);
        let mut pause = self.pause;
        for _ in 1..self.attempts {
            match self.once(operation, body.clone(), credentials, region).await {
                Err(error) if error.may_pass() => tokio::time::sleep(pause.mul_f64(fastrand::f64())).await,
                ended => return ended,
            }
            pause *= 2;
        }
        self.once(operation, body, credentials, region).await
    }

    async fn once<A: DeserializeOwned>(
        &self,
        operation: &str,
        body: Bytes,
        credentials: &Credentials,
        region: &str,
    ) -> Result<A, CallError> {
        let request = self.request(operation, body, credentials, region)?;
        let unanswered = |error: &dyn std::error::Error| {
            CallError::Unanswered(format!(
                "ECS cannot be reached at {}: {}",
                self.url,
                innermost(error)
            ))
        };
        let response = self
            .client
            .request(request)
            .await
            .map_err(|error| unanswered(&error))?;
        read(response).await.map_err(|error| match error {
            CallError::Unanswered(cause) => {
                CallError::Unanswered(format!("ECS at {} broke off in its answer: {cause}", self.url))
            }
            error => error,
        })
    }

    fn request(
        &self,
        operation: &str,
        body: Bytes,
        credentials: &Credentials,
        region: &str,
    ) -> Result<Request<Full<Bytes>>, CallError> {
        let target = format!("AmazonEC2ContainerServiceV20141113.{operation}");
        let unsigned = [
            (CONTENT_TYPE.as_str(), "application/x-amz-json-1.1"),
            ("x-amz-target", &target),
        ];
        let signature = signature(&self.url, &unsigned, &body, credentials, region)
            .map_err(|error| CallError::Unreadable(format!("the call cannot be signed: {error}")))?;
        let mut request = Request::post(self.url.as_str());
        if let Some(headers) = request.headers_mut() {
            let given = unsigned.map(|(name, value)| (name.to_owned(), value.to_owned()));
            for (name, value) in given.into_iter().chain(signature) {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    headers.insert(name, value);
                }
            }
        }
        request.body(Full::new(body)).map_err(|error| {
            CallError::Unreadable(format!("the gateway's URL {} is unusable: {error}", self.url))
        })
    }
}

impl CallError {
    /// Whether the same call may succeed in a moment.
    fn may_pass(&self) -> bool {
        match self {
            Self::Unanswered(_) => true,
            Self::Unreadable(_) => false,
            Self::Refused { status, code, .. } => {
                matches!(status.as_u16(), 500 | 502 | 503 | 504)
                    || code.starts_with("Throttl")
                    || matches!(
                        code.as_str(),
                        "TooManyRequestsException"
                            | "RequestLimitExceeded"
                            | "RequestThrottled"
                            | "SlowDown"
                            | "RequestTimeout"
                            | "RequestTimeoutException"
                    )
            }
        }
    }
}

/// The headers of the signature.
fn signature(
    url: &Url,
    headers: &[(&str, &str)],
    body: &[u8],
    credentials: &Credentials,
    region: &str,
) -> Result<Vec<(String, String)>, Box<dyn std::error::Error + Send + Sync>> {
    let identity = credentials.clone().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("ecs")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()?
        .into();
    let request = SignableRequest::new(
        "POST",
        url.as_str(),
        headers.iter().copied(),
        SignableBody::Bytes(body),
    )?;
    let (instructions, _) = sign(request, &parameters)?.into_parts();
    Ok(instructions
        .headers()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}

async fn read<A: DeserializeOwned>(response: Response<Incoming>) -> Result<A, CallError> {
    let (head, body) = response.into_parts();
    let body = Limited::new(body, ANSWER)
        .collect()
        .await
        .map_err(|error| CallError::Unanswered(innermost(error.as_ref())))?
        .to_bytes();
    if head.status.is_success() {
        return serde_json::from_slice(&body)
            .map_err(|error| CallError::Unreadable(format!("ECS's answer cannot be read: {error}")));
    }
    Err(refusal(head.status, &head.headers, &body))
}

/// An error in JSON 1.1: the exception's name in a header or in `__type`, with or without a namespace.
fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> CallError {
    #[derive(Default, Deserialize)]
    struct Fault {
        #[serde(rename = "__type")]
        kind: Option<String>,
        #[serde(alias = "Message")]
        message: Option<String>,
    }
    let header = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let fault: Fault = if body.is_empty() {
        Fault::default()
    } else {
        match serde_json::from_slice(body) {
            Ok(fault) => fault,
            Err(error) => {
                let message = format!(
                    "ECS's answer of status {} cannot be read: {error}",
                    status.as_u16()
                );
                return CallError::Unreadable(message);
            }
        }
    };
    let kind = header("x-amzn-errortype")
        .or(fault.kind.as_deref())
        .unwrap_or("UnknownError");
    let kind = kind.split(':').next().unwrap_or_default();
    let code = kind.rsplit('#').next().unwrap_or_default();
    CallError::Refused {
        status,
        code: code.to_owned(),
        message: fault.message.unwrap_or_else(|| "UnknownError".to_owned()),
        request_id: header("x-amzn-requestid").unwrap_or_default().to_owned(),
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
