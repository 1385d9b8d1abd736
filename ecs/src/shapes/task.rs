//! Tasks and their containers.

use serde::{Deserialize, Serialize};

use super::common::{
    CapacityProviderStrategyItem, EphemeralStorage, Failure, IsolationMode, KeyValuePair, LaunchType,
    NetworkConfiguration, PlacementConstraint, PlacementStrategy, PropagateTags,
};
use super::container_definition::{EnvironmentFile, ResourceRequirement, SharingStrategy, TransportProtocol};
use super::container_instance::Attribute;
use super::null::null_as_default;
use super::tag::Tag;
use super::timestamp::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunTaskRequest {
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<i32>,
    #[serde(rename = "enableECSManagedTags", skip_serializing_if = "Option::is_none")]
    pub(crate) enable_ecs_managed_tags: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enable_execute_command: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_configuration: Option<NetworkConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) overrides: Option<TaskOverride>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) placement_constraints: Vec<PlacementConstraint>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) placement_strategy: Vec<PlacementStrategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) propagate_tags: Option<PropagateTags>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_by: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) tags: Vec<Tag>,
    pub(crate) task_definition: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunTaskResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) tasks: Vec<Task>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartTaskRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) container_instances: Vec<String>,
    #[serde(rename = "enableECSManagedTags", skip_serializing_if = "Option::is_none")]
    pub(crate) enable_ecs_managed_tags: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enable_execute_command: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_configuration: Option<NetworkConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) overrides: Option<TaskOverride>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) propagate_tags: Option<PropagateTags>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_by: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) tags: Vec<Tag>,
    pub(crate) task_definition: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartTaskResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) tasks: Vec<Task>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StopTaskRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StopTaskResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task: Option<Task>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeTasksRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) tasks: Vec<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) include: Vec<TaskField>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeTasksResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) tasks: Vec<Task>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListTasksRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_instance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) desired_status: Option<DesiredStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) daemon_name: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListTasksResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) task_arns: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attachment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) details: Vec<KeyValuePair>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Container {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image_digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) runtime_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) network_bindings: Vec<NetworkBinding>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) network_interfaces: Vec<NetworkInterface>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_status: Option<HealthStatus>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) managed_agents: Vec<ManagedAgent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory_reservation: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) gpu_ids: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) neuron_device_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gpu_sharing_strategy: Option<SharingStrategy>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerOverride {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) command: Vec<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) environment: Vec<KeyValuePair>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) environment_files: Vec<EnvironmentFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory_reservation: Option<i32>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) resource_requirements: Vec<ResourceRequirement>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ManagedAgent {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<ManagedAgentName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_status: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NetworkBinding {
    #[serde(rename = "bindIP", skip_serializing_if = "Option::is_none")]
    pub(crate) bind_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) host_port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) protocol: Option<TransportProtocol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_port_range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) host_port_range: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NetworkInterface {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attachment_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_ipv4_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipv6_address: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Task {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) attachments: Vec<Attachment>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) attributes: Vec<Attribute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) availability_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) capacity_provider_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connectivity: Option<Connectivity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connectivity_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_instance_arn: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) containers: Vec<Container>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) desired_status: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) enable_execute_command: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) execution_stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_status: Option<HealthStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) overrides: Option<TaskOverride>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pull_started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pull_stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stop_code: Option<TaskStopCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stopped_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stopping_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) tags: Vec<Tag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_definition_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ephemeral_storage: Option<EphemeralStorage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fargate_ephemeral_storage: Option<TaskEphemeralStorage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trusted_execution_summary: Option<TrustedExecutionSummary>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskEphemeralStorage {
    #[serde(rename = "sizeInGiB", default, deserialize_with = "null_as_default")]
    pub(crate) size_in_gib: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kms_key_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskOverride {
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) container_overrides: Vec<ContainerOverride>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) execution_role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ephemeral_storage: Option<EphemeralStorage>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrustedExecutionSummary {
    pub(crate) isolation_mode: IsolationMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attestation_policy_status: Option<AttestationPolicyStatus>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum AttestationPolicyStatus {
    #[serde(rename = "CONFIGURED")]
    Configured,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Connectivity {
    #[serde(rename = "CONNECTED")]
    Connected,
    #[serde(rename = "DISCONNECTED")]
    Disconnected,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum DesiredStatus {
    #[serde(rename = "RUNNING")]
    Running,
    #[serde(rename = "PENDING")]
    Pending,
    #[serde(rename = "STOPPED")]
    Stopped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum HealthStatus {
    #[serde(rename = "HEALTHY")]
    Healthy,
    #[serde(rename = "UNHEALTHY")]
    Unhealthy,
    #[serde(rename = "UNKNOWN")]
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ManagedAgentName {
    ExecuteCommandAgent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum TaskField {
    #[serde(rename = "TAGS")]
    Tags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum TaskStopCode {
    TaskFailedToStart,
    EssentialContainerExited,
    UserInitiated,
    ServiceSchedulerInitiated,
    SpotInterruption,
    TerminationNotice,
    InfrastructureHealth,
}
