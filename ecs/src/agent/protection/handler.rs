//! GET and PUT of a task's protection: checked here as far as the agent checks, then asked of ECS as the task.

use aws_credential_types::Credentials;
use axum::body::Body;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use tokio::time::{Instant, timeout, timeout_at};

use super::request::ProtectionRequest;
use super::response::{error, failure, protection};
use crate::agent::ecs::CallError;
use crate::agent::endpoints::{Endpoint, Open};
use crate::agent::handle::Inner;
use crate::agent::ids::unguessable;
use crate::agent::ports::Question;
use crate::shapes::common::Failure;
use crate::shapes::protection::{
    GetTaskProtectionRequest, GetTaskProtectionResponse, ProtectedTask, UpdateTaskProtectionRequest,
    UpdateTaskProtectionResponse,
};

/// The longest body that is read, in bytes.
const BODY: usize = 64 * 1024;

const INVALID: &str = "InvalidParameterException";
const DENIED: &str = "AccessDeniedException";
const SERVER: &str = "ServerException";

/// Answers a request to the endpoint, if there is one of that id. The order of the checks is the agent's.
pub(in crate::agent) async fn answer(
    agent: &Inner,
    endpoint: Option<&Endpoint>,
    foreign: bool,
    request: Request<Body>,
) -> Response<Body> {
    let wanted = match *request.method() {
        Method::GET => None,
        Method::PUT => {
            let Some(wanted) = read(request.into_body()).await else {
                let message = "UpdateTaskProtection: failed to decode request";
                return error(StatusCode::BAD_REQUEST, "", INVALID, message, None);
            };
            Some(wanted)
        }
        _ => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            return response;
        }
    };
    let Some(endpoint) = endpoint else {
        let message = "Failed to find a task for the request";
        return error(
            StatusCode::NOT_FOUND,
            "",
            "ResourceNotFoundException",
            message,
            None,
        );
    };
    let task = &*endpoint.task;
    let arn = &task.launch.task_arn;
    if foreign {
        let message = "the token in the Authorization header is another task's";
        return error(StatusCode::FORBIDDEN, arn, DENIED, message, None);
    }
    let asked = match wanted {
        None => Asked::Get,
        Some(ProtectionRequest {
            protection_enabled: Some(enabled),
            expires_in_minutes,
        }) => Asked::Update {
            enabled,
            // ECS refuses whatever is beyond its own, much narrower limits.
            minutes: expires_in_minutes.map(|minutes| {
                i32::try_from(minutes).unwrap_or(if minutes < 0 { i32::MIN } else { i32::MAX })
            }),
        },
        Some(_) => {
            let message = "Invalid request: does not contain 'ProtectionEnabled' field";
            return error(StatusCode::BAD_REQUEST, arn, INVALID, message, None);
        }
    };
    match ask(agent, task, asked).await {
        Ok((tasks, failures)) => outcome(arn, &tasks, &failures),
        Err(problem) => problem,
    }
}

/// What is asked of ECS.
#[derive(Clone, Copy)]
enum Asked {
    Get,
    Update { enabled: bool, minutes: Option<i32> },
}

impl Asked {
    fn operation(self) -> &'static str {
        match self {
            Self::Get => "GetTaskProtection",
            Self::Update { .. } => "UpdateTaskProtection",
        }
    }
}

async fn read(body: Body) -> Option<ProtectionRequest> {
    let body = Limited::new(body, BODY).collect().await.ok()?.to_bytes();
    ProtectionRequest::read(&body)
}

/// Asks ECS, if the task's role may; what is not ECS's answer is the agent's answer already.
async fn ask(
    agent: &Inner,
    task: &Open,
    asked: Asked,
) -> Result<(Vec<ProtectedTask>, Vec<Failure>), Response<Body>> {
    let arn = task.launch.task_arn.as_str();
    let ours = |message: String| {
        tracing::warn!("task protection of {}: {message}", task.launch.task);
        error(StatusCode::INTERNAL_SERVER_ERROR, arn, SERVER, &message, None)
    };
    let Some(role) = task.launch.task_role_arn.as_deref() else {
        let message = "Invalid Request: no task IAM role credentials available for task";
        return Err(error(StatusCode::FORBIDDEN, arn, DENIED, message, None));
    };
    let end = Instant::now() + agent.settings.preparation;
    let credentials = match timeout_at(end, agent.issuer.credentials(task, role)).await {
        Ok(Ok(issued)) => issued.for_signing(),
        Ok(Err(cause)) => {
            return Err(ours(format!(
                "there are no credentials for the task's role {role}: {cause}"
            )));
        }
        Err(_) => {
            return Err(ours(format!(
                "STS did not answer in time for the task's role {role}"
            )));
        }
    };
    if let Some(permissions) = &agent.permissions {
        let action = format!("ecs:{}", asked.operation());
        let question = Question {
            role_arn: role,
            action: &action,
            resource: arn,
            context: &[("ecs:cluster", &task.launch.cluster_arn)],
        };
        match timeout_at(end, permissions.may(question)).await {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) => return Err(denied(task, role, &action)),
            Ok(Err(cause)) => {
                return Err(ours(format!(
                    "IAM cannot be asked whether {role} may do {action}: {cause}"
                )));
            }
            Err(_) => {
                return Err(ours(format!(
                    "IAM did not say in time whether {role} may do {action}"
                )));
            }
        }
    }
    // From here on a task waits no longer than for the real agent.
    match timeout(agent.settings.limit, call(agent, task, asked, &credentials)).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(CallError::Refused {
            status,
            code,
            message,
            request_id,
        })) => Err(error(status, arn, &code, &message, Some(&request_id))),
        Ok(Err(CallError::Unanswered(message) | CallError::Unreadable(message))) => Err(ours(message)),
        Err(_) => {
            let message = "Timed out calling ECS Task Protection API";
            Err(error(
                StatusCode::GATEWAY_TIMEOUT,
                arn,
                "RequestCanceled",
                message,
                None,
            ))
        }
    }
}

async fn call(
    agent: &Inner,
    task: &Open,
    asked: Asked,
    credentials: &Credentials,
) -> Result<(Vec<ProtectedTask>, Vec<Failure>), CallError> {
    let cluster = task.launch.cluster_arn.clone();
    let tasks = vec![task.launch.task_arn.clone()];
    let region = &task.launch.task.place.region;
    match asked {
        Asked::Get => {
            let request = GetTaskProtectionRequest { cluster, tasks };
            let answer: GetTaskProtectionResponse = agent
                .ecs
                .call(asked.operation(), &request, credentials, region)
                .await?;
            Ok((answer.protected_tasks, answer.failures))
        }
        Asked::Update { enabled, minutes } => {
            let request = UpdateTaskProtectionRequest {
                cluster,
                tasks,
                protection_enabled: enabled,
                expires_in_minutes: minutes,
            };
            let answer: UpdateTaskProtectionResponse = agent
                .ecs
                .call(asked.operation(), &request, credentials, region)
                .await?;
            Ok((answer.protected_tasks, answer.failures))
        }
    }
}

/// One task was asked about, so there is one failure or one task.
fn outcome(arn: &str, tasks: &[ProtectedTask], failures: &[Failure]) -> Response<Body> {
    match (tasks, failures) {
        (_, [refused]) => failure(refused),
        ([task], []) => protection(task),
        _ => {
            tracing::warn!(
                "ECS answered with {} tasks and {} failures where one task was asked about: {arn}",
                tasks.len(),
                failures.len()
            );
            let message = "Unexpected error occurred";
            error(StatusCode::INTERNAL_SERVER_ERROR, arn, SERVER, message, None)
        }
    }
}

/// As ECS answers a role that lacks the permission, and the agent passes it on.
fn denied(task: &Open, role: &str, action: &str) -> Response<Body> {
    let launch = &task.launch;
    let place = &launch.task.place;
    let name = role.rsplit('/').next().unwrap_or(role);
    let account = role.split(':').nth(4).unwrap_or(&place.account);
    let message = format!(
        "User: arn:{}:sts::{account}:assumed-role/{name}/{} is not authorized to perform: {action} on resource: {} \
         because no identity-based policy allows the {action} action",
        place.partition(),
        launch.task.id,
        launch.task_arn
    );
    let request_id = unguessable();
    error(
        StatusCode::BAD_REQUEST,
        &launch.task_arn,
        DENIED,
        &message,
        Some(&request_id),
    )
}
