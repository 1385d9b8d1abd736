//! The APIs that resources are made with, as the control plane answers them.

use std::fmt;

use futures::future::BoxFuture;
use serde_json::Value;

use crate::api::ApiError;
pub(crate) use crate::control::Service;
use crate::place::Place;

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
