//! Scaling policies, and what step scaling is made of.

use serde::{Deserialize, Serialize};

use super::tracking::TargetTrackingScalingPolicyConfiguration;
use crate::shapes::Timestamp;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutScalingPolicyRequest {
    pub(crate) policy_name: String,
    pub(crate) service_namespace: String,
    pub(crate) resource_id: String,
    pub(crate) scalable_dimension: String,
    pub(crate) policy_type: Option<PolicyType>,
    pub(crate) step_scaling_policy_configuration: Option<StepScalingPolicyConfiguration>,
    pub(crate) target_tracking_scaling_policy_configuration: Option<TargetTrackingScalingPolicyConfiguration>,
    pub(crate) predictive_scaling_policy_configuration: Option<serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutScalingPolicyResponse {
    #[serde(rename = "PolicyARN")]
    pub(crate) policy_arn: String,
    pub(crate) alarms: Vec<Alarm>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeScalingPoliciesRequest {
    #[serde(default)]
    pub(crate) policy_names: Vec<String>,
    pub(crate) service_namespace: String,
    pub(crate) resource_id: Option<String>,
    pub(crate) scalable_dimension: Option<String>,
    pub(crate) max_results: Option<i32>,
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeScalingPoliciesResponse {
    pub(crate) scaling_policies: Vec<ScalingPolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteScalingPolicyRequest {
    pub(crate) policy_name: String,
    pub(crate) service_namespace: String,
    pub(crate) resource_id: String,
    pub(crate) scalable_dimension: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ScalingPolicy {
    #[serde(rename = "PolicyARN")]
    pub(crate) policy_arn: String,
    pub(crate) policy_name: String,
    pub(crate) service_namespace: String,
    pub(crate) resource_id: String,
    pub(crate) scalable_dimension: String,
    pub(crate) policy_type: PolicyType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) step_scaling_policy_configuration: Option<StepScalingPolicyConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_tracking_scaling_policy_configuration: Option<TargetTrackingScalingPolicyConfiguration>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) alarms: Vec<Alarm>,
    pub(crate) creation_time: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Alarm {
    pub(crate) alarm_name: String,
    #[serde(rename = "AlarmARN")]
    pub(crate) alarm_arn: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PolicyType {
    StepScaling,
    TargetTrackingScaling,
    PredictiveScaling,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StepScalingPolicyConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) adjustment_type: Option<AdjustmentType>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) step_adjustments: Vec<StepAdjustment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_adjustment_magnitude: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cooldown: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metric_aggregation_type: Option<MetricAggregationType>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StepAdjustment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metric_interval_lower_bound: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metric_interval_upper_bound: Option<f64>,
    pub(crate) scaling_adjustment: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AdjustmentType {
    ChangeInCapacity,
    PercentChangeInCapacity,
    ExactCapacity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum MetricAggregationType {
    Average,
    Minimum,
    Maximum,
}
