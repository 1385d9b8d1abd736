//! Scaling activities.

use serde::{Deserialize, Serialize};

use crate::shapes::Timestamp;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeScalingActivitiesRequest {
    pub(crate) service_namespace: String,
    pub(crate) resource_id: Option<String>,
    pub(crate) scalable_dimension: Option<String>,
    pub(crate) max_results: Option<i32>,
    pub(crate) next_token: Option<String>,
    pub(crate) include_not_scaled_activities: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeScalingActivitiesResponse {
    pub(crate) scaling_activities: Vec<ScalingActivity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

/// Of an operation that AWS has not: whoever decides in its place tells what was done.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RecordScalingActivityRequest {
    pub(crate) service_namespace: String,
    pub(crate) resource_id: String,
    pub(crate) scalable_dimension: String,
    pub(crate) description: String,
    pub(crate) cause: String,
    pub(crate) status_code: ScalingActivityStatusCode,
    pub(crate) status_message: Option<String>,
    pub(crate) details: Option<String>,
    #[serde(default)]
    pub(crate) not_scaled_reasons: Vec<NotScaledReason>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RecordScalingActivityResponse {
    pub(crate) activity_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ScalingActivity {
    pub(crate) activity_id: String,
    pub(crate) service_namespace: String,
    pub(crate) resource_id: String,
    pub(crate) scalable_dimension: String,
    pub(crate) description: String,
    pub(crate) cause: String,
    pub(crate) start_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_time: Option<Timestamp>,
    pub(crate) status_code: ScalingActivityStatusCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) details: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_scaled_reasons: Vec<NotScaledReason>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NotScaledReason {
    pub(crate) code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_capacity: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_capacity: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) current_capacity: Option<i32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ScalingActivityStatusCode {
    Pending,
    InProgress,
    Successful,
    Overridden,
    Unfulfilled,
    Failed,
}
