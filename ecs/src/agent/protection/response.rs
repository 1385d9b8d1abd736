//! The agent's answers about task protection.

use axum::body::Body;
use http::{Response, StatusCode};
use serde::{Serialize, Serializer};

use crate::agent::wire;
use crate::shapes::Timestamp;
use crate::shapes::common::Failure;
use crate::shapes::protection::ProtectedTask;

/// An answer; one member besides the request's id.
#[derive(Default, Serialize)]
struct State<'a> {
    #[serde(rename = "requestID", skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protection: Option<TaskProtection<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Refused<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TaskProtection<'a> {
    #[serde(serialize_with = "time")]
    expiration_date: Option<Timestamp>,
    protection_enabled: bool,
    task_arn: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Refused<'a> {
    arn: Option<&'a str>,
    detail: Option<&'a str>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Problem<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    arn: &'a str,
    code: &'a str,
    message: &'a str,
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn time<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(wire::time).serialize(serializer)
}

/// The task's protection.
pub(super) fn protection(task: &ProtectedTask) -> Response<Body> {
    let protection = TaskProtection {
        expiration_date: task.expiration_date,
        protection_enabled: task.protection_enabled,
        task_arn: task.task_arn.as_deref(),
    };
    wire::json(
        StatusCode::OK,
        &State {
            protection: Some(protection),
            ..State::default()
        },
    )
}

/// ECS's refusal for this task, with status 200.
pub(super) fn failure(failure: &Failure) -> Response<Body> {
    let failure = Refused {
        arn: failure.arn.as_deref(),
        detail: failure.detail.as_deref(),
        reason: failure.reason.as_deref(),
    };
    wire::json(
        StatusCode::OK,
        &State {
            failure: Some(failure),
            ..State::default()
        },
    )
}

/// An error; `arn` is empty as long as the task is not known, and `request_id` is ECS's.
pub(super) fn error(
    status: StatusCode,
    arn: &str,
    code: &str,
    message: &str,
    request_id: Option<&str>,
) -> Response<Body> {
    wire::json(
        status,
        &State {
            request_id,
            error: Some(Problem { arn, code, message }),
            ..State::default()
        },
    )
}
