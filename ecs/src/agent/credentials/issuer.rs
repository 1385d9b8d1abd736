//! Credentials from STS: one session a task, renewed before it ends.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_sts::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use http::StatusCode;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::agent::callers::Callers;
use crate::agent::endpoints::Open;
use crate::localstack::LocalStack;

/// Credentials with less time left than this are renewed. The SDKs ask for new ones up to 15 minutes before the old
/// ones end, and must not get the old ones again.
const RENEWAL: Duration = Duration::from_secs(16 * 60);

/// LocalStack loads a service at its first call, and may answer those that come meanwhile with 501.
const LOADING: Duration = Duration::from_millis(250);
/// So often it is asked.
const ATTEMPTS: u32 = 12;

/// Credentials that have been issued to a task.
#[derive(Clone, Debug)]
pub(in crate::agent) struct Issued {
    pub(super) role_arn: String,
    pub(super) key_id: String,
    pub(super) secret: String,
    pub(super) token: String,
    expiry: SystemTime,
}

impl Issued {
    /// As whoever signs takes them.
    pub(in crate::agent) fn for_signing(&self) -> Credentials {
        Credentials::new(
            &self.key_id,
            &self.secret,
            Some(self.token.clone()),
            Some(self.expiry),
            "task role",
        )
    }

    /// When they end: `2026-11-21T13:00:00Z`.
    pub(super) fn expiration(&self) -> String {
        OffsetDateTime::from(self.expiry)
            .format(format_description!(
                "[year]-[month]-[day]T[hour]:[minute]:[second]Z"
            ))
            .unwrap_or_default()
    }

    fn lasts(&self, left: Duration) -> bool {
        self.expiry > SystemTime::now() + left
    }
}

/// Why there are no credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub(in crate::agent) struct IssueError {
    pub(super) status: StatusCode,
    /// STS's code, where there is one.
    pub(super) code: String,
    pub(super) message: String,
}

/// Issues credentials.
#[derive(Debug)]
pub(in crate::agent) struct Issuer {
    localstack: LocalStack,
    callers: Arc<Callers>,
}

impl Issuer {
    pub(in crate::agent) fn new(localstack: LocalStack, callers: Arc<Callers>) -> Self {
        Self { localstack, callers }
    }

    /// The credentials of the task's role: those that it was given last as long as they have time left. A failure is
    /// not kept. One request at a time is under way for each task.
    pub(in crate::agent) async fn credentials(&self, task: &Open, role: &str) -> Result<Issued, IssueError> {
        let mut kept = task.issued.lock().await;
        if let Some(issued) = kept.as_ref().filter(|issued| issued.lasts(RENEWAL)) {
            return Ok(issued.clone());
        }
        match self.assume(task, role).await {
            Ok(issued) => {
                *kept = Some(issued.clone());
                Ok(issued)
            }
            Err(error) => {
                tracing::warn!("no credentials for {}: {error}", task.launch.task);
                // Old ones that still hold are better than none.
                kept.clone()
                    .filter(|issued| issued.lasts(Duration::ZERO))
                    .ok_or(error)
            }
        }
    }

    async fn assume(&self, task: &Open, role: &str) -> Result<Issued, IssueError> {
        let key = &task.launch.task;
        let assume = aws_sdk_sts::Client::new(&self.localstack.config(&key.place))
            .assume_role()
            .role_arn(role)
            .role_session_name(&key.id);
        let mut attempt = 1;
        let answer = loop {
            match assume.clone().send().await {
                Err(error) if attempt < ATTEMPTS && is_loading(&error) => {
                    attempt += 1;
                    tokio::time::sleep(LOADING).await;
                }
                answer => break answer.map_err(|error| explain(&error))?,
            }
        };
        let credentials = answer.credentials.ok_or_else(|| IssueError {
            status: StatusCode::BAD_GATEWAY,
            code: "InternalServerError".to_owned(),
            message: "STS answered without credentials".to_owned(),
        })?;
        let seconds = u64::try_from(credentials.expiration.secs()).unwrap_or(0);
        // Known before anybody can sign with it.
        self.callers.add(&credentials.access_key_id, &key.id);
        Ok(Issued {
            role_arn: role.to_owned(),
            key_id: credentials.access_key_id,
            secret: credentials.secret_access_key,
            token: credentials.session_token,
            expiry: SystemTime::UNIX_EPOCH + Duration::from_secs(seconds),
        })
    }
}

fn is_loading<E>(error: &SdkError<E, aws_smithy_runtime_api::client::orchestrator::HttpResponse>) -> bool {
    error
        .raw_response()
        .is_some_and(|response| response.status().as_u16() == 501)
}

fn explain<E>(error: &SdkError<E, aws_smithy_runtime_api::client::orchestrator::HttpResponse>) -> IssueError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match error {
        SdkError::ServiceError(refused) if refused.raw().status().is_client_error() => IssueError {
            status: StatusCode::from_u16(refused.raw().status().as_u16()).unwrap_or(StatusCode::BAD_REQUEST),
            code: refused.err().code().unwrap_or("InternalServerError").to_owned(),
            message: format!(
                "STS refused AssumeRole: {}",
                refused.err().message().unwrap_or("without a reason")
            ),
        },
        error => IssueError {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: error.code().unwrap_or("ServiceUnavailable").to_owned(),
            message: format!("STS did not answer AssumeRole: {}", DisplayErrorContext(error)),
        },
    }
}
