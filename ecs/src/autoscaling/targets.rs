//! Scalable targets: a service and the bounds of its desired count.

use std::collections::BTreeMap;

use super::call::Empty;
use super::errors::{limit_exceeded, no_target, validation};
use super::shapes::target::{
    DeregisterScalableTargetRequest, DescribeScalableTargetsRequest, DescribeScalableTargetsResponse,
    RegisterScalableTargetRequest, RegisterScalableTargetResponse, ScalableTarget, SuspendedState,
};
use super::store::Target;
use super::{Store, ids, page, resource, tags};
use crate::api::ApiError;
use crate::shapes::Timestamp;

/// AWS's quota of scalable targets of ECS.
const MOST_TARGETS: usize = 3000;

impl Store {
    /// Registers a target, or changes what is given of one that is registered.
    pub(super) fn register_target(
        &mut self,
        request: RegisterScalableTargetRequest,
        now: Timestamp,
    ) -> Result<RegisterScalableTargetResponse, ApiError> {
        let arn = if self.targets.contains_key(&request.resource_id) {
            self.update_target(&request)?
        } else {
            self.create_target(request, now)?
        };
        Ok(RegisterScalableTargetResponse {
            scalable_target_arn: Some(arn),
        })
    }

    fn create_target(
        &mut self,
        request: RegisterScalableTargetRequest,
        now: Timestamp,
    ) -> Result<String, ApiError> {
        let (Some(min), Some(max)) = (request.min_capacity, request.max_capacity) else {
            return Err(validation(
                "MinCapacity and MaxCapacity must be given when a scalable target is registered for the first time",
            ));
        };
        check_capacities(min, max)?;
        tags::check(&request.tags)?;
        if self.targets.len() >= MOST_TARGETS {
            return Err(limit_exceeded(format!(
                "There can be at most {MOST_TARGETS} scalable targets of the service namespace ecs"
            )));
        }
        let arn = self.place.arn(
            "application-autoscaling",
            &format!("scalable-target/{}", ids::target()),
        );
        let record = ScalableTarget {
            service_namespace: request.service_namespace,
            resource_id: request.resource_id.clone(),
            scalable_dimension: request.scalable_dimension,
            min_capacity: min,
            max_capacity: max,
            role_arn: self.service_linked_role(),
            creation_time: now,
            suspended_state: Some(suspended(request.suspended_state.as_ref(), None)),
            scalable_target_arn: Some(arn.clone()),
        };
        let target = Target {
            record,
            tags: request.tags,
            policies: BTreeMap::new(),
        };
        self.targets.insert(request.resource_id, target);
        Ok(arn)
    }

    fn update_target(&mut self, request: &RegisterScalableTargetRequest) -> Result<String, ApiError> {
        if !request.tags.is_empty() {
            return Err(validation(
                "The scalable target that you tried to tag already exists. To update tags on an existing scalable \
                 target, use the TagResource API.",
            ));
        }
        let target = self
            .targets
            .get_mut(&request.resource_id)
            .ok_or_else(|| no_target(&request.resource_id))?;
        let record = &mut target.record;
        let min = request.min_capacity.unwrap_or(record.min_capacity);
        let max = request.max_capacity.unwrap_or(record.max_capacity);
        check_capacities(min, max)?;
        record.min_capacity = min;
        record.max_capacity = max;
        record.suspended_state = Some(suspended(
            request.suspended_state.as_ref(),
            record.suspended_state.as_ref(),
        ));
        Ok(record.scalable_target_arn.clone().unwrap_or_default())
    }

    pub(super) fn describe_targets(
        &self,
        request: &DescribeScalableTargetsRequest,
    ) -> Result<DescribeScalableTargetsResponse, ApiError> {
        resource::served(&request.service_namespace, request.scalable_dimension.as_deref())?;
        if request.scalable_dimension.is_some() && request.resource_ids.is_empty() {
            return Err(validation(
                "A scalable dimension can only be given together with a resource ID",
            ));
        }
        let wanted = self.targets().filter(|target| {
            request.resource_ids.is_empty() || request.resource_ids.contains(&target.resource_id)
        });
        let (scalable_targets, next_token) = page::page(
            wanted.cloned(),
            ("targets", &request.resource_ids),
            request.max_results,
            request.next_token.as_deref(),
        )?;
        Ok(DescribeScalableTargetsResponse {
            scalable_targets,
            next_token,
        })
    }

    /// Forgets a target with its policies.
    pub(super) fn deregister_target(
        &mut self,
        request: &DeregisterScalableTargetRequest,
    ) -> Result<Empty, ApiError> {
        resource::served(&request.service_namespace, Some(&request.scalable_dimension))?;
        self.targets
            .remove(&request.resource_id)
            .map(|_| Empty {})
            .ok_or_else(|| no_target(&request.resource_id))
    }

    /// The role that Application Auto Scaling acts in for every service of ECS, whatever role a request names.
    fn service_linked_role(&self) -> String {
        format!(
            "arn:{}:iam::{}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/\
             AWSServiceRoleForApplicationAutoScaling_ECSService",
            self.place.partition(),
            self.place.account
        )
    }
}

fn check_capacities(min: i32, max: i32) -> Result<(), ApiError> {
    if min < 0 {
        return Err(validation(format!(
            "Minimum capacity cannot be less than 0, but is {min}"
        )));
    }
    if max < min {
        return Err(validation(format!(
            "Maximum capacity cannot be less than minimum capacity, but {max} is less than {min}"
        )));
    }
    Ok(())
}

/// What is given, else what was, else nothing suspended.
fn suspended(given: Option<&SuspendedState>, before: Option<&SuspendedState>) -> SuspendedState {
    let pick = |member: fn(&SuspendedState) -> Option<bool>| {
        Some(
            given
                .and_then(member)
                .or_else(|| before.and_then(member))
                .unwrap_or(false),
        )
    };
    SuspendedState {
        dynamic_scaling_in_suspended: pick(|state| state.dynamic_scaling_in_suspended),
        dynamic_scaling_out_suspended: pick(|state| state.dynamic_scaling_out_suspended),
        scheduled_scaling_suspended: pick(|state| state.scheduled_scaling_suspended),
    }
}
