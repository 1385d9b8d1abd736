//! Scalable targets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::shapes::Timestamp;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RegisterScalableTargetRequest {
    pub(crate) service_namespace: String,
    pub(crate) resource_id: String,
    pub(crate) scalable_dimension: String,
    pub(crate) min_capacity: Option<i32>,
    pub(crate) max_capacity: Option<i32>,
    #[serde(rename = "RoleARN")]
    pub(crate) role_arn: Option<String>,
    pub(crate) suspended_state: Option<SuspendedState>,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RegisterScalableTargetResponse {
    #[serde(rename = "ScalableTargetARN", skip_serializing_if = "Option::is_none")]
    pub(crate) scalable_target_arn: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeScalableTargetsRequest {
    pub(crate) service_namespace: String,
    #[serde(default)]
    pub(crate) resource_ids: Vec<String>,
    pub(crate) scalable_dimension: Option<String>,
    pub(crate) max_results: Option<i32>,
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeScalableTargetsResponse {
    pub(crate) scalable_targets: Vec<ScalableTarget>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeregisterScalableTargetRequest {
    pub(crate) service_namespace: String,
    pub(crate) resource_id: String,
    pub(crate) scalable_dimension: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ScalableTarget {
    pub(crate) service_namespace: String,
    pub(crate) resource_id: String,
    pub(crate) scalable_dimension: String,
    pub(crate) min_capacity: i32,
    pub(crate) max_capacity: i32,
    #[serde(rename = "RoleARN")]
    pub(crate) role_arn: String,
    pub(crate) creation_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) suspended_state: Option<SuspendedState>,
    #[serde(rename = "ScalableTargetARN", skip_serializing_if = "Option::is_none")]
    pub(crate) scalable_target_arn: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SuspendedState {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dynamic_scaling_in_suspended: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dynamic_scaling_out_suspended: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scheduled_scaling_suspended: Option<bool>,
}
