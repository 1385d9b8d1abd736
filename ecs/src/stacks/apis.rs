//! The APIs that resources are made with, as the control plane answers them.

use std::fmt;

use futures::future::BoxFuture;
use serde_json::Value;

use crate::api::ApiError;
use crate::place::Place;

/// An API that is answered here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    /// Amazon ECS.
    Ecs,
    /// Application Auto Scaling.
    ApplicationAutoScaling,
}

impl fmt::Display for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ecs => "Ecs",
            Self::ApplicationAutoScaling => "ApplicationAutoScaling",
        })
    }
}

/// Calls of these APIs.
pub(crate) trait Apis: fmt::Debug + Send + Sync + 'static {
    /// Calls an operation, and answers what a client would read.
    fn call<'a>(
        &'a self,
        place: &'a Place,
        service: Service,
        operation: &'static str,
        body: Value,
    ) -> BoxFuture<'a, Result<Value, ApiError>>;

    /// The ARN that a scaling policy will have when it is put; alarms name it before there is one.
    fn policy_arn(
        &self,
        place: &Place,
        namespace: &str,
        resource_id: &str,
        dimension: &str,
        policy: &str,
    ) -> String;
}
