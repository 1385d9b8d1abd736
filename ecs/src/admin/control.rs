//! What the admin API has of ECS: clocks, state, resets, interruptions of Spot tasks, and the death of tasks.

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::Json;
use axum::routing::{get, post};
use command_line::duration;
use futures::future::join_all;
use http::StatusCode;
use serde_json::Value;

use super::routes::{Failure, Result, Shared};
use super::state;
use super::types::{Advance, Clock};
use crate::api::ApiError;
use crate::plane::Plane;
use crate::shapes::Timestamp;

/// The routes, relative to nothing.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/_local-ecs/reset", post(reset_all))
        .route("/_local-ecs/accounts/{account}/reset", post(reset))
        .route("/_local-ecs/accounts/{account}/state", get(tell_state))
        .route("/_local-ecs/accounts/{account}/clock", get(clock).post(advance))
        .route(
            "/_local-ecs/accounts/{account}/tasks/{task}/interrupt",
            post(interrupt),
        )
        .route("/_local-ecs/accounts/{account}/tasks/{task}/kill", post(kill))
}

async fn reset(State(shared): State<Shared>, Path(name): Path<String>) -> Result<StatusCode> {
    // Unknown accounts have nothing; that they are told is of use where the id was mistyped.
    shared.account(&name)?;
    shared.drop_ecs(&name).await;
    shared.accounts.reset(&name);
    Ok(StatusCode::NO_CONTENT)
}

async fn reset_all(State(shared): State<Shared>) -> StatusCode {
    let accounts = shared.accounts.list();
    join_all(accounts.iter().map(async |account| {
        shared.drop_ecs(&account.account).await;
        shared.accounts.reset(&account.account);
    }))
    .await;
    StatusCode::NO_CONTENT
}

async fn tell_state(State(shared): State<Shared>, Path(name): Path<String>) -> Result<Json<Value>> {
    shared.account(&name)?;
    let clock = told(&shared, &name)?;
    let regions = shared.control.regions(&name);
    let regions: Vec<Value> = regions.iter().map(|region| state::of(region)).collect();
    Ok(Json(serde_json::json!({"clock": clock, "regions": regions})))
}

async fn clock(State(shared): State<Shared>, Path(name): Path<String>) -> Result<Json<Clock>> {
    shared.account(&name)?;
    told(&shared, &name).map(Json)
}

async fn advance(
    State(shared): State<Shared>,
    Path(name): Path<String>,
    advance: std::result::Result<Json<Advance>, JsonRejection>,
) -> Result<Json<Clock>> {
    let Json(Advance { advance }) = advance?;
    shared.account(&name)?;
    let by = duration::parse(&advance)
        .map_err(|error| Failure(StatusCode::BAD_REQUEST, format!("'{advance}': {error}")))?;
    shared.control.clock(&name).advance(by);
    told(&shared, &name).map(Json)
}

async fn interrupt(State(shared): State<Shared>, path: Path<(String, String)>) -> Result<StatusCode> {
    change_task(&shared, path, Plane::interrupt_spot)
}

async fn kill(State(shared): State<Shared>, path: Path<(String, String)>) -> Result<StatusCode> {
    change_task(&shared, path, Plane::kill_task)
}

/// Does something to a task, in whichever region it is.
fn change_task(
    shared: &Shared,
    Path((name, task)): Path<(String, String)>,
    change: fn(&mut Plane, Timestamp, &str) -> std::result::Result<(), ApiError>,
) -> Result<StatusCode> {
    shared.account(&name)?;
    let regions = shared.control.regions(&name);
    let region = regions
        .iter()
        .find(|region| region.plane().find_task(&task).is_some())
        .ok_or_else(|| {
            let message = format!("account {name} has no task {task}; list them with GET .../state");
            Failure(StatusCode::NOT_FOUND, message)
        })?;
    region
        .change(|plane, now| change(plane, now, &task))
        .map_err(|ApiError { message, .. }| Failure(StatusCode::CONFLICT, message))?;
    Ok(StatusCode::ACCEPTED)
}

fn told(shared: &Shared, account: &str) -> Result<Clock> {
    let clock = shared.control.clock(account);
    let now = clock.now();
    Ok(Clock {
        now: now.date_time().ok_or_else(|| {
            let message = "the clock was moved beyond the calendar; reset the account".to_owned();
            Failure(StatusCode::CONFLICT, message)
        })?,
        ahead_seconds: clock.ahead().as_secs_f64(),
    })
}
