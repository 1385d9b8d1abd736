//! An account with the services `web` and `worker` in the cluster `prod`.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::{Store, call};
use crate::api::ApiError;
use crate::place::Place;
use crate::shapes::Timestamp;

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
pub(super) const WORKER: &str = "service/prod/worker";
pub(super) const WEB: &str = "service/prod/web";

pub(super) struct Account {
    pub(super) store: Mutex<Store>,
    pub(super) now: Timestamp,
}

impl Account {
    pub(super) fn new() -> Self {
        Self {
            store: Mutex::new(Store::new(Place::new("123456789012", "eu-west-1"))),
            now: NOW,
        }
    }

    /// With `worker` registered for 0 to 10 tasks.
    pub(super) fn with_target() -> Self {
        let account = Self::new();
        account.ok(
            "RegisterScalableTarget",
            &of(WORKER, &json!({"MinCapacity": 0, "MaxCapacity": 10})),
        );
        account
    }

    pub(super) fn later(&mut self, seconds: u64) {
        self.now = self.now + Duration::from_secs(seconds);
    }

    pub(super) fn raw(&self, operation: &str, body: &[u8]) -> Result<Value, ApiError> {
        let exists = |cluster: &str, service: &str| {
            assert!(self.store.try_lock().is_ok(), "the store is not locked meanwhile");
            cluster == "prod" && ["web", "worker"].contains(&service)
        };
        call(operation, body, &self.store, self.now, &exists)
            .map(|answer| serde_json::from_slice(&answer).expect("an answer in JSON"))
    }

    pub(super) fn ok(&self, operation: &str, request: &Value) -> Value {
        self.raw(operation, request.to_string().as_bytes())
            .unwrap_or_else(|error| panic!("{operation} {request}: {error}"))
    }

    pub(super) fn err(&self, operation: &str, request: &Value) -> String {
        match self.raw(operation, request.to_string().as_bytes()) {
            Ok(answer) => panic!("{operation} {request}: {answer}"),
            Err(error) => error.to_string(),
        }
    }

    /// Puts a policy, or says why it cannot be.
    pub(super) fn put(&self, name: &str, policy: &Value) -> Result<Value, String> {
        let mut request = of(WORKER, policy);
        request["PolicyName"] = json!(name);
        self.raw("PutScalingPolicy", request.to_string().as_bytes())
            .map_err(|error| error.to_string())
    }
}

/// A request about a service.
pub(super) fn of(resource_id: &str, more: &Value) -> Value {
    let mut request = json!({
        "ServiceNamespace": "ecs",
        "ResourceId": resource_id,
        "ScalableDimension": "ecs:service:DesiredCount",
    });
    if let (Some(request), Some(more)) = (request.as_object_mut(), more.as_object()) {
        request.extend(more.clone());
    }
    request
}

/// A text with each random id replaced.
pub(super) fn without_ids(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("JSON");
    let is_of_id = |character: char| character.is_ascii_hexdigit() || character == '-';
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_of_id) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|character| !is_of_id(character)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        plain.push_str(before);
        match run.trim_start_matches('-').len() {
            // A UUID, and the end of a scalable target's ARN; the dash before a UUID is its name's.
            36 if run.starts_with('-') => plain.push_str("-<id>"),
            36 => plain.push_str("<id>"),
            _ => plain.push_str(run),
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}
