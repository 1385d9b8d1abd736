//! The routes of the admin API. All errors are `{"error": "..."}`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{delete, get, put};
use http::StatusCode;
use serde::Deserialize;

use super::control;
use super::types::{ErrorBody, FaultId, Health, Owner};
use crate::accounts::{Account, Accounts, Registration, is_account_id};
use crate::control::Control;
use crate::faults::Fault;
use crate::stacks::Stacks;

/// The beginning of the paths that are the admin API's; no bucket can have that name.
pub(crate) const PREFIX: &str = "/_local-ecs/";
/// The longest wait for a change of a trace.
const WAIT: u64 = 60_000;

#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) accounts: Arc<Accounts>,
    pub(super) control: Arc<Control>,
    stacks: Arc<Stacks>,
    localstack: Arc<str>,
}

/// The whole API.
pub(crate) fn router(
    accounts: Arc<Accounts>,
    control: Arc<Control>,
    stacks: Arc<Stacks>,
    localstack: String,
) -> Router {
    Router::new()
        .merge(control::routes())
        .route("/_local-ecs/health", get(health))
        .route("/_local-ecs/accounts", get(list))
        .route("/_local-ecs/accounts/{account}", put(register).delete(forget))
        .route("/_local-ecs/accounts/{account}/trace", get(trace))
        .route(
            "/_local-ecs/accounts/{account}/faults",
            get(faults).post(add_fault).delete(clear_faults),
        )
        .route("/_local-ecs/accounts/{account}/faults/{id}", delete(remove_fault))
        .fallback(async || Failure(StatusCode::NOT_FOUND, "the admin API has no such path".to_owned()))
        .method_not_allowed_fallback(async || {
            Failure(
                StatusCode::METHOD_NOT_ALLOWED,
                "the admin API has no such method on this path".to_owned(),
            )
        })
        .with_state(Shared {
            accounts,
            control,
            stacks,
            localstack: localstack.into(),
        })
}

/// An answer that refuses.
pub(crate) fn refused(status: StatusCode, message: &str) -> http::Response<Body> {
    Failure(status, message.to_owned()).into_response()
}

pub(super) struct Failure(pub(super) StatusCode, pub(super) String);

pub(super) type Result<T> = std::result::Result<T, Failure>;

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, Json(ErrorBody { error: self.1 })).into_response()
    }
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        Self(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Failure {
    fn from(rejection: QueryRejection) -> Self {
        Self(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for Failure {
    fn from(rejection: PathRejection) -> Self {
        Self(rejection.status(), rejection.body_text())
    }
}

impl Shared {
    /// Kills the account's tasks, and drops what ECS and CloudFormation have of it here.
    pub(super) async fn drop_ecs(&self, account: &str) {
        // First: nothing is to be made for a stack any more.
        self.stacks.forget(account);
        self.control.forget(account).await;
    }

    pub(super) fn account(&self, name: &str) -> Result<Arc<Account>> {
        self.accounts.get(name).ok_or_else(|| unknown(name))
    }
}

fn unknown(name: &str) -> Failure {
    let message = format!("there is no account '{name}'; register it with PUT /_local-ecs/accounts/{name}");
    Failure(StatusCode::NOT_FOUND, message)
}

async fn health(State(shared): State<Shared>) -> Json<Health> {
    Json(Health {
        status: "running".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        localstack: shared.localstack.to_string(),
    })
}

async fn list(State(shared): State<Shared>) -> Response {
    Json(shared.accounts.list()).into_response()
}

async fn register(
    State(shared): State<Shared>,
    Path(name): Path<String>,
    owner: std::result::Result<Json<Owner>, JsonRejection>,
) -> Result<StatusCode> {
    let Json(Owner { owner }) = owner?;
    if !is_account_id(&name) {
        let message = format!("'{name}' is no account id; give 12 digits");
        return Err(Failure(StatusCode::BAD_REQUEST, message));
    }
    match shared.accounts.register(&name, &owner) {
        Registration::New => Ok(StatusCode::CREATED),
        Registration::Again => Ok(StatusCode::OK),
        Registration::Owned(other) => {
            let message =
                format!("account {name} is registered by '{other}'; take another, or delete it first");
            Err(Failure(StatusCode::CONFLICT, message))
        }
    }
}

async fn forget(State(shared): State<Shared>, Path(name): Path<String>) -> Result<StatusCode> {
    let known = shared.accounts.forget(&name);
    // After it: no call of the account starts a task any more.
    shared.drop_ecs(&name).await;
    if known {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(unknown(&name))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    #[serde(default)]
    after: u64,
    #[serde(default)]
    wait: u64,
}

async fn trace(
    State(shared): State<Shared>,
    Path(name): Path<String>,
    query: std::result::Result<Query<After>, QueryRejection>,
) -> Result<Response> {
    let Query(After { after, wait }) = query?;
    let account = shared.account(&name)?;
    let page = account
        .trace
        .changed_after(after, Duration::from_millis(wait.min(WAIT)))
        .await;
    page.map(|page| Json(page).into_response())
        .ok_or_else(|| unknown(&name))
}

async fn faults(State(shared): State<Shared>, Path(name): Path<String>) -> Result<Response> {
    Ok(Json(shared.account(&name)?.rules.list()).into_response())
}

async fn add_fault(
    State(shared): State<Shared>,
    Path(name): Path<String>,
    fault: std::result::Result<Json<Fault>, JsonRejection>,
) -> Result<(StatusCode, Json<FaultId>)> {
    let account = shared.account(&name)?;
    let Json(fault) = fault?;
    if let Some(problem) = fault.problem() {
        return Err(Failure(StatusCode::BAD_REQUEST, problem));
    }
    let id = account.rules.add(fault);
    Ok((StatusCode::CREATED, Json(FaultId { id })))
}

async fn remove_fault(
    State(shared): State<Shared>,
    path: std::result::Result<Path<(String, u64)>, PathRejection>,
) -> Result<StatusCode> {
    let Path((name, id)) = path?;
    if shared.account(&name)?.rules.remove(id) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure(
            StatusCode::NOT_FOUND,
            format!("account {name} has no fault {id}"),
        ))
    }
}

async fn clear_faults(State(shared): State<Shared>, Path(name): Path<String>) -> Result<StatusCode> {
    shared.account(&name)?.rules.clear();
    Ok(StatusCode::NO_CONTENT)
}
