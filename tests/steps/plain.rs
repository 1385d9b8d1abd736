//! Calls of services for which the suite has no SDK.

use conformance::environment::http;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use serde_json::Value;

use crate::world::{REGION, SUITE, Scenario};

/// A service that speaks JSON: the name that its calls are signed for, and what its operations' names begin with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service {
    signed_for: &'static str,
    prefix: &'static str,
}

/// Amazon EventBridge.
pub(super) const EVENTS: Service = Service {
    signed_for: "events",
    prefix: "AWSEvents",
};

/// Application Auto Scaling.
pub(super) const AUTOSCALING: Service = Service {
    signed_for: "application-autoscaling",
    prefix: "AnyScaleFrontendService",
};

/// Calls as the suite, without a signature that anyone would check.
pub(super) async fn call(
    scenario: &Scenario,
    service: Service,
    operation: &str,
    request: &Value,
) -> Outcome<Value> {
    let signature = format!(
        "AWS4-HMAC-SHA256 Credential={}/20260101/{REGION}/{}/aws4_request, SignedHeaders=host, Signature=0a",
        scenario.account.id, service.signed_for
    );
    let target = format!("{}.{operation}", service.prefix);
    let headers = [
        ("authorization", signature.as_str()),
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", &target),
        ("x-amz-security-token", SUITE),
    ];
    let answer = http::post(&scenario.environment.endpoint, &headers, request.to_string())
        .await
        .map_err(|why| Trouble::broken(format!("{operation}: {why}")))?;
    if answer.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&answer).or_broken(format!("reading the answer to {operation}"))
}
