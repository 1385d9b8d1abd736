//! Scaling activities: what was done for a policy, and what was not and why.
//!
//! They are told on stdout and recorded where Application Auto Scaling's activities are kept, in its words. What they
//! say in `Details` brings the cooldowns back when the scaler is started again.

use std::collections::HashMap;

use aws_sdk_applicationautoscaling::types::ScalingActivity;
use scaling::Memory;
use serde::{Deserialize, Serialize};

use super::aws::moment;

/// An activity, as `DescribeScalingActivities` tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Activity {
    pub(super) service_namespace: &'static str,
    pub(super) resource_id: String,
    pub(super) scalable_dimension: &'static str,
    pub(super) description: String,
    pub(super) cause: String,
    pub(super) status_code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_message: Option<String>,
    /// JSON: see [`Details`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) details: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) not_scaled_reasons: Vec<NotScaledReason>,
}

/// Why nothing was done, as the API reference of `NotScaledReason` has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct NotScaledReason {
    pub(super) code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_capacity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min_capacity: Option<u32>,
    pub(super) current_capacity: u32,
}

/// What a change was decided by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Details {
    pub(super) policy: String,
    pub(super) from: u32,
    pub(super) to: u32,
    /// The capacity that a scale-out was counted from: in a cooldown that from before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) counted_from: Option<u32>,
    /// The value that was followed.
    pub(super) metric: f64,
    /// The tasks that ran then.
    pub(super) tasks: u32,
}

impl Activity {
    /// As JSON.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What earlier activities say of cooldowns, by resource id.
pub(super) fn memories(activities: &[ScalingActivity]) -> HashMap<String, Memory> {
    let mut all: HashMap<String, Memory> = HashMap::new();
    for activity in activities {
        let details = activity.details().map(serde_json::from_str::<Details>);
        // What another has recorded says nothing of ours.
        let Some(Ok(details)) = details else {
            continue;
        };
        all.entry(activity.resource_id().to_owned()).or_default().known(
            &details.policy,
            details.counted_from.unwrap_or(details.from),
            details.to,
            moment(activity.start_time()),
        );
    }
    all
}
