//! Service deployments and service revisions.

use serde::{Deserialize, Serialize};

use super::common::{CapacityProviderStrategyItem, Failure, LaunchType, NetworkConfiguration};
use super::null::null_as_default;
use super::service::{
    DeploymentConfiguration, DeploymentEphemeralStorage, GatewayConnector, LoadBalancer, ServiceRegistry,
};
use super::timestamp::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeServiceDeploymentsRequest {
    pub(crate) service_deployment_arns: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeServiceDeploymentsResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) service_deployments: Vec<ServiceDeployment>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListServiceDeploymentsRequest {
    pub(crate) service: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) status: Vec<ServiceDeploymentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<CreatedAt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_results: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListServiceDeploymentsResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) service_deployments: Vec<ServiceDeploymentBrief>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StopServiceDeploymentRequest {
    pub(crate) service_deployment_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stop_type: Option<StopServiceDeploymentStopType>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StopServiceDeploymentResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_deployment_arn: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeServiceRevisionsRequest {
    pub(crate) service_revision_arns: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeServiceRevisionsResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) service_revisions: Vec<ServiceRevision>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerImage {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image_digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreatedAt {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentLifecycleHookDetail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hook_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_type: Option<DeploymentLifecycleHookTargetType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<DeploymentLifecycleHookStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timeout_action: Option<DeploymentLifecycleHookAction>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResolvedConfiguration {
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) vpc_lattice_configurations: Vec<ServiceRevisionVpcLatticeConfiguration>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rollback {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_revision_arn: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RuntimePlatformOverride {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu_architecture: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceDeployment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_deployment_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) finished_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated_at: Option<Timestamp>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) source_service_revisions: Vec<ServiceRevisionSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_service_revision: Option<ServiceRevisionSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<ServiceDeploymentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lifecycle_stage: Option<ServiceDeploymentLifecycleStage>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) lifecycle_hook_details: Vec<DeploymentLifecycleHookDetail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_configuration: Option<DeploymentConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rollback: Option<Rollback>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_circuit_breaker: Option<ServiceDeploymentCircuitBreaker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alarms: Option<ServiceDeploymentAlarms>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceDeploymentAlarms {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<ServiceDeploymentRollbackMonitorsStatus>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) alarm_names: Vec<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) triggered_alarm_names: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceDeploymentBrief {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_deployment_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) finished_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_service_revision_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<ServiceDeploymentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_reason: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceDeploymentCircuitBreaker {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<ServiceDeploymentRollbackMonitorsStatus>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failure_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) threshold: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceRevision {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_revision_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_definition: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_family: Option<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) load_balancers: Vec<LoadBalancer>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) service_registries: Vec<ServiceRegistry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_configuration: Option<NetworkConfiguration>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) container_images: Vec<ContainerImage>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) guard_duty_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fargate_ephemeral_storage: Option<DeploymentEphemeralStorage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resolved_configuration: Option<ResolvedConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) overrides: Option<ServiceRevisionOverrides>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) gateway_connectors: Vec<GatewayConnector>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceRevisionOverrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) runtime_platform: Option<RuntimePlatformOverride>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceRevisionSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) arn: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) requested_task_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) running_task_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) pending_task_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) requested_test_traffic_weight: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) requested_production_traffic_weight: Option<f64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceRevisionVpcLatticeConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_group_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) production_listener_rule: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum DeploymentLifecycleHookAction {
    #[serde(rename = "ROLLBACK")]
    Rollback,
    #[serde(rename = "CONTINUE")]
    Continue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum DeploymentLifecycleHookStatus {
    #[serde(rename = "AWAITING_ACTION")]
    AwaitingAction,
    #[serde(rename = "IN_PROGRESS")]
    InProgress,
    #[serde(rename = "SUCCEEDED")]
    Succeeded,
    #[serde(rename = "FAILED")]
    Failed,
    #[serde(rename = "TIMED_OUT")]
    TimedOut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum DeploymentLifecycleHookTargetType {
    #[serde(rename = "AWS_LAMBDA")]
    AwsLambda,
    #[serde(rename = "PAUSE")]
    Pause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ServiceDeploymentLifecycleStage {
    #[serde(rename = "RECONCILE_SERVICE")]
    ReconcileService,
    #[serde(rename = "PRE_SCALE_UP")]
    PreScaleUp,
    #[serde(rename = "SCALE_UP")]
    ScaleUp,
    #[serde(rename = "POST_SCALE_UP")]
    PostScaleUp,
    #[serde(rename = "TEST_TRAFFIC_SHIFT")]
    TestTrafficShift,
    #[serde(rename = "POST_TEST_TRAFFIC_SHIFT")]
    PostTestTrafficShift,
    #[serde(rename = "PRODUCTION_TRAFFIC_SHIFT")]
    ProductionTrafficShift,
    #[serde(rename = "POST_PRODUCTION_TRAFFIC_SHIFT")]
    PostProductionTrafficShift,
    #[serde(rename = "BAKE_TIME")]
    BakeTime,
    #[serde(rename = "CLEAN_UP")]
    CleanUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ServiceDeploymentRollbackMonitorsStatus {
    #[serde(rename = "TRIGGERED")]
    Triggered,
    #[serde(rename = "MONITORING")]
    Monitoring,
    #[serde(rename = "MONITORING_COMPLETE")]
    MonitoringComplete,
    #[serde(rename = "DISABLED")]
    Disabled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ServiceDeploymentStatus {
    #[serde(rename = "PENDING")]
    Pending,
    #[serde(rename = "SUCCESSFUL")]
    Successful,
    #[serde(rename = "STOPPED")]
    Stopped,
    #[serde(rename = "STOP_REQUESTED")]
    StopRequested,
    #[serde(rename = "IN_PROGRESS")]
    InProgress,
    #[serde(rename = "ROLLBACK_REQUESTED")]
    RollbackRequested,
    #[serde(rename = "ROLLBACK_IN_PROGRESS")]
    RollbackInProgress,
    #[serde(rename = "ROLLBACK_SUCCESSFUL")]
    RollbackSuccessful,
    #[serde(rename = "ROLLBACK_FAILED")]
    RollbackFailed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum StopServiceDeploymentStopType {
    #[serde(rename = "ABORT")]
    Abort,
    #[serde(rename = "ROLLBACK")]
    Rollback,
}
