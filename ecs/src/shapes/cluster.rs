//! Clusters.

use serde::{Deserialize, Serialize};

use super::common::{CapacityProviderStrategyItem, Failure, KeyValuePair};
use super::null::null_as_default;
use super::tag::Tag;
use super::task::Attachment;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateClusterRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_name: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) tags: Vec<Tag>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) settings: Vec<ClusterSetting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) configuration: Option<ClusterConfiguration>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) capacity_providers: Vec<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) default_capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_connect_defaults: Option<ClusterServiceConnectDefaultsRequest>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateClusterResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<Cluster>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteClusterRequest {
    pub(crate) cluster: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteClusterResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<Cluster>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeClustersRequest {
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) clusters: Vec<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) include: Vec<ClusterField>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeClustersResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) clusters: Vec<Cluster>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListClustersRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_results: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListClustersResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) cluster_arns: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateClusterRequest {
    pub(crate) cluster: String,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) settings: Vec<ClusterSetting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) configuration: Option<ClusterConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_connect_defaults: Option<ClusterServiceConnectDefaultsRequest>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateClusterResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<Cluster>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateClusterSettingsRequest {
    pub(crate) cluster: String,
    pub(crate) settings: Vec<ClusterSetting>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateClusterSettingsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<Cluster>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutClusterCapacityProvidersRequest {
    pub(crate) cluster: String,
    pub(crate) capacity_providers: Vec<String>,
    pub(crate) default_capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutClusterCapacityProvidersResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<Cluster>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cluster {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) configuration: Option<ClusterConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) registered_container_instances_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) running_tasks_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) pending_tasks_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) active_services_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) statistics: Vec<KeyValuePair>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) tags: Vec<Tag>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) settings: Vec<ClusterSetting>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) capacity_providers: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) default_capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) attachments: Vec<Attachment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attachments_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_connect_defaults: Option<ClusterServiceConnectDefaults>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) execute_command_configuration: Option<ExecuteCommandConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) managed_storage_configuration: Option<ManagedStorageConfiguration>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterServiceConnectDefaults {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) namespace: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterServiceConnectDefaultsRequest {
    pub(crate) namespace: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterSetting {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<ClusterSettingName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExecuteCommandConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kms_key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logging: Option<ExecuteCommandLogging>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_configuration: Option<ExecuteCommandLogConfiguration>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExecuteCommandLogConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cloud_watch_log_group_name: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) cloud_watch_encryption_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s3_bucket_name: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) s3_encryption_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s3_key_prefix: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ManagedStorageConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kms_key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fargate_ephemeral_storage_kms_key_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ClusterField {
    #[serde(rename = "ATTACHMENTS")]
    Attachments,
    #[serde(rename = "CONFIGURATIONS")]
    Configurations,
    #[serde(rename = "SETTINGS")]
    Settings,
    #[serde(rename = "STATISTICS")]
    Statistics,
    #[serde(rename = "TAGS")]
    Tags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ClusterSettingName {
    #[serde(rename = "containerInsights")]
    ContainerInsights,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ExecuteCommandLogging {
    #[serde(rename = "NONE")]
    None,
    #[serde(rename = "DEFAULT")]
    Default,
    #[serde(rename = "OVERRIDE")]
    Override,
}
