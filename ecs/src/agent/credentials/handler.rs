//! `GET /v2/credentials/<id>` with the task's token.

use axum::body::Body;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Response, StatusCode};
use serde::Serialize;

use crate::agent::handle::Inner;
use crate::agent::wire;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials<'a> {
    role_arn: &'a str,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    token: &'a str,
    expiration: String,
}

/// An error in the form that the SDKs read.
#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(rename = "HTTPErrorCode")]
    status: u16,
}

fn problem(status: StatusCode, code: &str, message: &str) -> Response<Body> {
    let body = Problem {
        code,
        message,
        status: status.as_u16(),
    };
    wire::json(status, &body)
}

/// Answers a request for the credentials of that id.
pub(in crate::agent) async fn answer(agent: &Inner, id: &str, headers: &HeaderMap) -> Response<Body> {
    let found = agent.endpoints.credentials(id);
    let Some((task, role)) = found
        .as_ref()
        .and_then(|task| Some((task, task.launch.task_role_arn.as_deref()?)))
    else {
        let message = "CredentialsV2Request: Credentials not found";
        return problem(StatusCode::BAD_REQUEST, "InvalidIdInRequest", message);
    };
    match headers.get(AUTHORIZATION) {
        None => {
            let message = "CredentialsV2Request: send the text of AWS_CONTAINER_AUTHORIZATION_TOKEN in the \
                           Authorization header";
            return problem(StatusCode::UNAUTHORIZED, "MissingAuthorizationToken", message);
        }
        Some(token) if token.as_bytes() != task.token.as_bytes() => {
            let message = "CredentialsV2Request: the token in the Authorization header is not this task's";
            return problem(StatusCode::FORBIDDEN, "InvalidAuthorizationToken", message);
        }
        Some(_) => {}
    }
    match agent.issuer.credentials(task, role).await {
        Ok(issued) => wire::json(
            StatusCode::OK,
            &Credentials {
                role_arn: &issued.role_arn,
                access_key_id: &issued.key_id,
                secret_access_key: &issued.secret,
                token: &issued.token,
                expiration: issued.expiration(),
            },
        ),
        Err(error) => {
            let message = format!(
                "CredentialsV2Request: no credentials for the role {role}: {}",
                error.message
            );
            problem(error.status, &error.code, &message)
        }
    }
}
