//! Operations by name.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::schema::{self, Member};
use super::{Store, constraints};
use crate::api::ApiError;
use crate::shapes::Timestamp;

/// An answer that says nothing.
#[derive(Serialize)]
pub(super) struct Empty {}

/// Answers a call: the JSON of the answer, or the error. `service_exists` is asked with a cluster's and a service's
/// name, while the store is not locked.
pub(crate) fn call(
    operation: &str,
    body: &[u8],
    store: &Mutex<Store>,
    now: Timestamp,
    service_exists: &dyn Fn(&str, &str) -> bool,
) -> Result<Vec<u8>, ApiError> {
    let answering = Answering { body, store };
    match operation {
        "RegisterScalableTarget" => {
            let request = schema::read(body, constraints::REGISTER_SCALABLE_TARGET_REQUEST)?;
            answering.check_service(&request, service_exists)?;
            to_json(&answering.lock().register_target(request, now)?)
        }
        "DescribeScalableTargets" => answering.with(
            constraints::DESCRIBE_SCALABLE_TARGETS_REQUEST,
            |store, request| store.describe_targets(&request),
        ),
        "DeregisterScalableTarget" => answering.with(
            constraints::DEREGISTER_SCALABLE_TARGET_REQUEST,
            |store, request| store.deregister_target(&request),
        ),
        "PutScalingPolicy" => answering.with(constraints::PUT_SCALING_POLICY_REQUEST, |store, request| {
            store.put_policy(request, now)
        }),
        "DescribeScalingPolicies" => answering.with(
            constraints::DESCRIBE_SCALING_POLICIES_REQUEST,
            |store, request| store.describe_policies(&request),
        ),
        "DeleteScalingPolicy" => answering
            .with(constraints::DELETE_SCALING_POLICY_REQUEST, |store, request| {
                store.delete_policy(&request)
            }),
        "DescribeScalingActivities" => answering.with(
            constraints::DESCRIBE_SCALING_ACTIVITIES_REQUEST,
            |store, request| store.describe_activities(&request, now),
        ),
        "RecordScalingActivity" => answering
            .with(constraints::RECORD_SCALING_ACTIVITY_REQUEST, |store, request| {
                store.record_activity(request, now)
            }),
        "TagResource" => answering.with(constraints::TAG_RESOURCE_REQUEST, |store, request| {
            store.tag(request)
        }),
        "UntagResource" => answering.with(constraints::UNTAG_RESOURCE_REQUEST, |store, request| {
            store.untag(&request)
        }),
        "ListTagsForResource" => answering
            .with(constraints::LIST_TAGS_FOR_RESOURCE_REQUEST, |store, request| {
                store.list_tags(&request)
            }),
        other => Err(ApiError::new(
            "UnknownOperationException",
            format!("local-ecs does not serve Application Auto Scaling's {other}"),
        )),
    }
}

struct Answering<'a> {
    body: &'a [u8],
    store: &'a Mutex<Store>,
}

impl Answering<'_> {
    fn with<Request: DeserializeOwned, Answer: Serialize>(
        &self,
        model: &'static [Member],
        answer: impl FnOnce(&mut Store, Request) -> Result<Answer, ApiError>,
    ) -> Result<Vec<u8>, ApiError> {
        let request = schema::read(self.body, model)?;
        to_json(&answer(&mut self.lock(), request)?)
    }

    /// A new target needs its service. Asked before the store is locked, so that no two locks are held at once.
    fn check_service(
        &self,
        request: &super::shapes::target::RegisterScalableTargetRequest,
        service_exists: &dyn Fn(&str, &str) -> bool,
    ) -> Result<(), ApiError> {
        super::resource::served(&request.service_namespace, Some(&request.scalable_dimension))?;
        let (cluster, service) = super::resource::service(&request.resource_id)?;
        if self.lock().targets.contains_key(&request.resource_id) || service_exists(cluster, service) {
            return Ok(());
        }
        Err(super::errors::validation(format!(
            "ECS service doesn't exist: {}",
            request.resource_id
        )))
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn to_json(answer: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(answer).map_err(|error| ApiError {
        status: http::StatusCode::INTERNAL_SERVER_ERROR,
        ..ApiError::new("InternalServiceException", error.to_string())
    })
}
