//! Container instances: the hosts of a self-managed cluster.

use serde::{Deserialize, Serialize};

use super::common::Failure;
use super::null::null_as_default;
use super::tag::Tag;
use super::task::Attachment;
use super::timestamp::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegisterContainerInstanceRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instance_identity_document: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instance_identity_document_signature: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) total_resources: Vec<Resource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version_info: Option<VersionInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_instance_arn: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) attributes: Vec<Attribute>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) platform_devices: Vec<PlatformDevice>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) tags: Vec<Tag>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegisterContainerInstanceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_instance: Option<ContainerInstance>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeregisterContainerInstanceRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) container_instance: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) force: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeregisterContainerInstanceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_instance: Option<ContainerInstance>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeContainerInstancesRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) container_instances: Vec<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) include: Vec<ContainerInstanceField>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeContainerInstancesResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) container_instances: Vec<ContainerInstance>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListContainerInstancesRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<ContainerInstanceStatus>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListContainerInstancesResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) container_instance_arns: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateContainerInstancesStateRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) container_instances: Vec<String>,
    pub(crate) status: ContainerInstanceStatus,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateContainerInstancesStateResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) container_instances: Vec<ContainerInstance>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attribute {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_type: Option<TargetType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerInstance {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_instance_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ec2_instance_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) capacity_provider_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version_info: Option<VersionInfo>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) remaining_resources: Vec<Resource>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) registered_resources: Vec<Resource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_reason: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) agent_connected: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) running_tasks_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) pending_tasks_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent_update_status: Option<AgentUpdateStatus>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) attributes: Vec<Attribute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) registered_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) attachments: Vec<Attachment>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) tags: Vec<Tag>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) gpu_devices: Vec<GpuDevice>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GpuDevice {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gpu_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sharing_mode: Option<GpuSharingMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total_memory_in_mi_b: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remaining_memory_in_mi_b: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_count: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlatformDevice {
    pub(crate) id: String,
    pub(crate) r#type: PlatformDeviceType,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Resource {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) double_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) long_value: Option<i64>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) integer_value: i32,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) string_set_value: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VersionInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) docker_version: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum AgentUpdateStatus {
    #[serde(rename = "PENDING")]
    Pending,
    #[serde(rename = "STAGING")]
    Staging,
    #[serde(rename = "STAGED")]
    Staged,
    #[serde(rename = "UPDATING")]
    Updating,
    #[serde(rename = "UPDATED")]
    Updated,
    #[serde(rename = "FAILED")]
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ContainerInstanceField {
    #[serde(rename = "TAGS")]
    Tags,
    #[serde(rename = "CONTAINER_INSTANCE_HEALTH")]
    ContainerInstanceHealth,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ContainerInstanceStatus {
    #[serde(rename = "ACTIVE")]
    Active,
    #[serde(rename = "DRAINING")]
    Draining,
    #[serde(rename = "REGISTERING")]
    Registering,
    #[serde(rename = "DEREGISTERING")]
    Deregistering,
    #[serde(rename = "REGISTRATION_FAILED")]
    RegistrationFailed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum GpuSharingMode {
    #[serde(rename = "IDLE")]
    Idle,
    #[serde(rename = "NVIDIA_MPS")]
    NvidiaMps,
    #[serde(rename = "DEDICATED")]
    Dedicated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum PlatformDeviceType {
    #[serde(rename = "GPU")]
    Gpu,
    #[serde(rename = "NEURON_DEVICE")]
    NeuronDevice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum TargetType {
    #[serde(rename = "container-instance")]
    ContainerInstance,
}
