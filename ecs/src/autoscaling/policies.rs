//! Scaling policies of scalable targets.

use super::call::Empty;
use super::errors::{limit_exceeded, no_policy, no_target, validation};
use super::shapes::policy::{
    DeleteScalingPolicyRequest, DescribeScalingPoliciesRequest, DescribeScalingPoliciesResponse, PolicyType,
    PutScalingPolicyRequest, PutScalingPolicyResponse, ScalingPolicy, StepScalingPolicyConfiguration,
};
use super::shapes::tracking::TargetTrackingScalingPolicyConfiguration;
use super::store::policy_arn;
use super::{Store, alarms, page, resource, step_scaling, target_tracking};
use crate::api::ApiError;
use crate::shapes::Timestamp;

/// AWS's quota of policies of a target.
const MOST_POLICIES: usize = 50;

/// What a policy does.
enum Configuration {
    Step(StepScalingPolicyConfiguration),
    Tracking(TargetTrackingScalingPolicyConfiguration),
}

impl Store {
    /// Makes a policy, or gives one of that name another configuration; its ARN, alarms and time of creation stay.
    pub(super) fn put_policy(
        &mut self,
        request: PutScalingPolicyRequest,
        now: Timestamp,
    ) -> Result<PutScalingPolicyResponse, ApiError> {
        resource::served(&request.service_namespace, Some(&request.scalable_dimension))?;
        let (resource_id, name) = (request.resource_id.clone(), request.policy_name.clone());
        if let Some(character) = name.chars().find(|character| character.is_control()) {
            return Err(validation(format!(
                "The policy name has the character {character:?}, which cannot be printed"
            )));
        }
        let target = self
            .targets
            .get_mut(&resource_id)
            .ok_or_else(|| no_target(&resource_id))?;
        let before = target.policies.get(&name);
        let configuration = configuration(request, before)?;
        if let Configuration::Tracking(tracking) = &configuration {
            let same = target.policies.values().find(|other| {
                other.policy_name != name
                    && other
                        .target_tracking_scaling_policy_configuration
                        .as_ref()
                        .is_some_and(|other| target_tracking::same_metric(other, tracking))
            });
            if same.is_some() {
                return Err(validation(
                    "Only one TargetTrackingScaling policy for a given metric specification is allowed.",
                ));
            }
        }
        if before.is_none() && target.policies.len() >= MOST_POLICIES {
            return Err(limit_exceeded(format!(
                "A scalable target can have at most {MOST_POLICIES} scaling policies"
            )));
        }
        let arn = before.map_or_else(
            || {
                let reserved = self.reserved.remove(&(resource_id.clone(), name.clone()));
                reserved.unwrap_or_else(|| policy_arn(&self.place, &resource_id, &name))
            },
            |before| before.policy_arn.clone(),
        );
        let (policy_type, step, tracking, alarms) = match configuration {
            Configuration::Step(step) => (PolicyType::StepScaling, Some(step), None, Vec::new()),
            Configuration::Tracking(tracking) => {
                let alarms = alarms::alarms(
                    &self.place,
                    &resource_id,
                    tracking.disable_scale_in.unwrap_or(false),
                    before.map_or(&[], |before| &before.alarms),
                );
                (PolicyType::TargetTrackingScaling, None, Some(tracking), alarms)
            }
        };
        let policy = ScalingPolicy {
            policy_arn: arn.clone(),
            policy_name: name.clone(),
            service_namespace: resource::NAMESPACE.to_owned(),
            resource_id,
            scalable_dimension: resource::DIMENSION.to_owned(),
            policy_type,
            step_scaling_policy_configuration: step,
            target_tracking_scaling_policy_configuration: tracking,
            alarms: alarms.clone(),
            creation_time: before.map_or(now, |before| before.creation_time),
        };
        target.policies.insert(name, policy);
        Ok(PutScalingPolicyResponse {
            policy_arn: arn,
            alarms,
        })
    }

    pub(super) fn describe_policies(
        &self,
        request: &DescribeScalingPoliciesRequest,
    ) -> Result<DescribeScalingPoliciesResponse, ApiError> {
        resource::served(&request.service_namespace, request.scalable_dimension.as_deref())?;
        if request.scalable_dimension.is_some() && request.resource_id.is_none() {
            return Err(validation(
                "A scalable dimension can only be given together with a resource ID",
            ));
        }
        let wanted = self.policies().filter(|policy| {
            (request.policy_names.is_empty() || request.policy_names.contains(&policy.policy_name))
                && request
                    .resource_id
                    .as_ref()
                    .is_none_or(|id| *id == policy.resource_id)
        });
        let (scaling_policies, next_token) = page::page(
            wanted.cloned(),
            ("policies", &request.policy_names, &request.resource_id),
            request.max_results,
            request.next_token.as_deref(),
        )?;
        Ok(DescribeScalingPoliciesResponse {
            scaling_policies,
            next_token,
        })
    }

    pub(super) fn delete_policy(&mut self, request: &DeleteScalingPolicyRequest) -> Result<Empty, ApiError> {
        resource::served(&request.service_namespace, Some(&request.scalable_dimension))?;
        self.targets
            .get_mut(&request.resource_id)
            .and_then(|target| target.policies.remove(&request.policy_name))
            .map(|_| Empty {})
            .ok_or_else(|| no_policy(&request.resource_id, &request.policy_name))
    }
}

/// What the policy is to do: what the request says, or for what it leaves out, what the policy did before.
fn configuration(
    request: PutScalingPolicyRequest,
    before: Option<&ScalingPolicy>,
) -> Result<Configuration, ApiError> {
    if request.policy_type == Some(PolicyType::PredictiveScaling)
        || request.predictive_scaling_policy_configuration.is_some()
    {
        return Err(validation(
            "local-ecs does not serve predictive scaling: use the policy type TargetTrackingScaling or StepScaling",
        ));
    }
    let policy_type = match (request.policy_type, before.map(|before| before.policy_type)) {
        (Some(given), Some(before)) if given != before => {
            return Err(validation(format!(
                "The type of the scaling policy {} is {before:?} and cannot be changed to {given:?}: delete the \
                 policy first, or use another name",
                request.policy_name
            )));
        }
        (Some(policy_type), _) | (None, Some(policy_type)) => policy_type,
        (None, None) => {
            return Err(validation(
                "PolicyType must be given when a scaling policy is created: TargetTrackingScaling or StepScaling",
            ));
        }
    };
    let step = request.step_scaling_policy_configuration;
    let tracking = request.target_tracking_scaling_policy_configuration;
    match policy_type {
        PolicyType::StepScaling => {
            if tracking.is_some() {
                return Err(foreign("TargetTrackingScalingPolicyConfiguration", policy_type));
            }
            let step = step
                .or_else(|| before.and_then(|before| before.step_scaling_policy_configuration.clone()))
                .ok_or_else(|| missing("StepScalingPolicyConfiguration", policy_type))?;
            step_scaling::check(&step)?;
            Ok(Configuration::Step(step))
        }
        PolicyType::TargetTrackingScaling | PolicyType::PredictiveScaling => {
            if step.is_some() {
                return Err(foreign("StepScalingPolicyConfiguration", policy_type));
            }
            let tracking = tracking
                .or_else(|| {
                    before.and_then(|before| before.target_tracking_scaling_policy_configuration.clone())
                })
                .ok_or_else(|| missing("TargetTrackingScalingPolicyConfiguration", policy_type))?;
            target_tracking::check(&tracking)?;
            Ok(Configuration::Tracking(tracking))
        }
    }
}

fn foreign(member: &str, policy_type: PolicyType) -> ApiError {
    validation(format!(
        "{member} cannot be given for a policy of the type {policy_type:?}"
    ))
}

fn missing(member: &str, policy_type: PolicyType) -> ApiError {
    validation(format!(
        "{member} must be given for a new policy of the type {policy_type:?}"
    ))
}
