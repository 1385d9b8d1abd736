//! The control plane as stack completion calls it.

use std::sync::PoisonError;

use futures::future::BoxFuture;
use serde_json::Value;

use super::{Control, Service};
use crate::api::ApiError;
use crate::place::Place;
use crate::stacks::Apis;

impl Apis for Control {
    fn call<'a>(
        &'a self,
        place: &'a Place,
        service: Service,
        operation: &'static str,
        body: Value,
    ) -> BoxFuture<'a, Result<Value, ApiError>> {
        Box::pin(async move {
            let answer = self
                .region(place)
                .call(service, operation, body.to_string().as_bytes())?;
            // Each answer here is JSON; an empty one is an object without members.
            Ok(serde_json::from_slice(&answer).unwrap_or_default())
        })
    }

    fn policy_arn(
        &self,
        place: &Place,
        _namespace: &str,
        resource_id: &str,
        _dimension: &str,
        policy: &str,
    ) -> String {
        let region = self.region(place);
        let mut store = region.store().lock().unwrap_or_else(PoisonError::into_inner);
        store.reserve_policy_arn(resource_id, policy)
    }
}
