//! Task scale-in protection.

use serde::{Deserialize, Serialize};

use super::common::Failure;
use super::null::null_as_default;
use super::timestamp::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetTaskProtectionRequest {
    pub(crate) cluster: String,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) tasks: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetTaskProtectionResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) protected_tasks: Vec<ProtectedTask>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateTaskProtectionRequest {
    pub(crate) cluster: String,
    pub(crate) tasks: Vec<String>,
    pub(crate) protection_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_in_minutes: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateTaskProtectionResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) protected_tasks: Vec<ProtectedTask>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProtectedTask {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_arn: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) protection_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expiration_date: Option<Timestamp>,
}
