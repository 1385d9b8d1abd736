//! Services, their deployments and events.

use serde::{Deserialize, Serialize};

use super::common::{
    CapacityProviderStrategyItem, Failure, LaunchType, NetworkConfiguration, PlacementConstraint,
    PlacementStrategy, PropagateTags,
};
use super::null::null_as_default;
use super::tag::Tag;
use super::timestamp::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateServiceRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) service_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_definition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) availability_zone_rebalancing: Option<AvailabilityZoneRebalancing>,
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
    pub(crate) desired_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_configuration: Option<DeploymentConfiguration>,
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
    pub(crate) network_configuration: Option<NetworkConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_grace_period_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scheduling_strategy: Option<SchedulingStrategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_controller: Option<DeploymentController>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) tags: Vec<Tag>,
    #[serde(rename = "enableECSManagedTags", skip_serializing_if = "Option::is_none")]
    pub(crate) enable_ecs_managed_tags: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) propagate_tags: Option<PropagateTags>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enable_execute_command: Option<bool>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) gateway_connectors: Vec<GatewayConnector>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateServiceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<Service>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateServiceRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) service: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) desired_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_definition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) capacity_provider_strategy: Option<Vec<CapacityProviderStrategyItem>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_configuration: Option<DeploymentConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) availability_zone_rebalancing: Option<AvailabilityZoneRebalancing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_configuration: Option<NetworkConfiguration>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) placement_constraints: Option<Vec<PlacementConstraint>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) placement_strategy: Option<Vec<PlacementStrategy>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) force_new_deployment: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_grace_period_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_controller: Option<DeploymentController>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enable_execute_command: Option<bool>,
    #[serde(rename = "enableECSManagedTags", skip_serializing_if = "Option::is_none")]
    pub(crate) enable_ecs_managed_tags: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) load_balancers: Option<Vec<LoadBalancer>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) propagate_tags: Option<PropagateTags>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) service_registries: Option<Vec<ServiceRegistry>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) gateway_connectors: Option<Vec<GatewayConnector>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateServiceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<Service>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteServiceRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) service: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) force: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteServiceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<Service>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeServicesRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) services: Vec<String>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) include: Vec<ServiceField>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeServicesResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) services: Vec<Service>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failures: Vec<Failure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListServicesRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scheduling_strategy: Option<SchedulingStrategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resource_management_type: Option<ResourceManagementType>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListServicesResponse {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) service_arns: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AdvancedConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alternate_target_group_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) production_listener_rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) test_listener_rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role_arn: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Deployment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_definition: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) desired_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) pending_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) running_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) failed_tasks: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_configuration: Option<NetworkConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rollout_state: Option<DeploymentRolloutState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rollout_state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fargate_ephemeral_storage: Option<DeploymentEphemeralStorage>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentAlarms {
    pub(crate) alarm_names: Vec<String>,
    pub(crate) rollback: bool,
    pub(crate) enable: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentCircuitBreaker {
    pub(crate) enable: bool,
    pub(crate) rollback: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reset_on_healthy_task: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) threshold_configuration: Option<ThresholdConfiguration>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_circuit_breaker: Option<DeploymentCircuitBreaker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum_percent: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) minimum_healthy_percent: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alarms: Option<DeploymentAlarms>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) strategy: Option<DeploymentStrategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bake_time_in_minutes: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) early_success_criteria: Option<DeploymentEarlySuccessCriteria>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentController {
    pub(crate) r#type: DeploymentControllerType,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentEarlySuccessCriteria {
    pub(crate) enable: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) healthy_percent: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source_service_revision_cleanup: Option<ServiceRevisionCleanup>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentEphemeralStorage {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kms_key_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GatewayConnector {
    pub(crate) port_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check: Option<GatewayConnectorHealthCheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filters: Option<GatewayConnectorFilters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deregistration_delay: Option<GatewayConnectorDeregistrationDelay>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GatewayConnectorDeregistrationDelay {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) timeout_seconds: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GatewayConnectorFilters {
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) access_types: Vec<AccessType>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GatewayConnectorHealthCheck {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_protocol: Option<GatewayConnectorHealthCheckProtocol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_timeout_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_interval_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) healthy_threshold_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unhealthy_threshold_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) matcher: Option<GatewayConnectorHealthCheckMatcher>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GatewayConnectorHealthCheckMatcher {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grpc_code: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoadBalancer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_group_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) load_balancer_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advanced_configuration: Option<AdvancedConfiguration>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Scale {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<ScaleUnit>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Service {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_arn: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) load_balancers: Vec<LoadBalancer>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) service_registries: Vec<ServiceRegistry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) desired_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) running_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) pending_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_definition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_configuration: Option<DeploymentConfiguration>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) task_sets: Vec<TaskSet>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) deployments: Vec<Deployment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role_arn: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) events: Vec<ServiceEvent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) current_service_deployment: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) current_service_revisions: Vec<ServiceCurrentRevisionSummary>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) placement_constraints: Vec<PlacementConstraint>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) placement_strategy: Vec<PlacementStrategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_configuration: Option<NetworkConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_grace_period_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scheduling_strategy: Option<SchedulingStrategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_controller: Option<DeploymentController>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) tags: Vec<Tag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_by: Option<String>,
    #[serde(
        rename = "enableECSManagedTags",
        default,
        deserialize_with = "null_as_default"
    )]
    pub(crate) enable_ecs_managed_tags: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) propagate_tags: Option<PropagateTags>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) enable_execute_command: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) availability_zone_rebalancing: Option<AvailabilityZoneRebalancing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resource_management_type: Option<ResourceManagementType>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceCurrentRevisionSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) arn: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) requested_task_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) running_task_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) pending_task_count: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceEvent {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceRegistry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) registry_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) container_port: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskSet {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_set_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_definition: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) computed_desired_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) pending_count: i32,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) running_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) launch_type: Option<LaunchType>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform_family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_configuration: Option<NetworkConfiguration>,
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
    pub(crate) scale: Option<Scale>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stability_status: Option<StabilityStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stability_status_at: Option<Timestamp>,
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) tags: Vec<Tag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fargate_ephemeral_storage: Option<DeploymentEphemeralStorage>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ThresholdConfiguration {
    pub(crate) r#type: ThresholdType,
    pub(crate) value: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum AccessType {
    #[serde(rename = "PUBLIC")]
    Public,
    #[serde(rename = "PRIVATE")]
    Private,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum AvailabilityZoneRebalancing {
    #[serde(rename = "ENABLED")]
    Enabled,
    #[serde(rename = "DISABLED")]
    Disabled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum DeploymentControllerType {
    #[serde(rename = "ECS")]
    Ecs,
    #[serde(rename = "CODE_DEPLOY")]
    CodeDeploy,
    #[serde(rename = "EXTERNAL")]
    External,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum DeploymentRolloutState {
    #[serde(rename = "COMPLETED")]
    Completed,
    #[serde(rename = "FAILED")]
    Failed,
    #[serde(rename = "IN_PROGRESS")]
    InProgress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum DeploymentStrategy {
    #[serde(rename = "ROLLING")]
    Rolling,
    #[serde(rename = "BLUE_GREEN")]
    BlueGreen,
    #[serde(rename = "LINEAR")]
    Linear,
    #[serde(rename = "CANARY")]
    Canary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum GatewayConnectorHealthCheckProtocol {
    #[serde(rename = "HTTP")]
    Http,
    #[serde(rename = "HTTPS")]
    Https,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ResourceManagementType {
    #[serde(rename = "CUSTOMER")]
    Customer,
    #[serde(rename = "ECS")]
    Ecs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ScaleUnit {
    #[serde(rename = "PERCENT")]
    Percent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum SchedulingStrategy {
    #[serde(rename = "REPLICA")]
    Replica,
    #[serde(rename = "DAEMON")]
    Daemon,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ServiceField {
    #[serde(rename = "TAGS")]
    Tags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ServiceRevisionCleanup {
    #[serde(rename = "BLOCKING")]
    Blocking,
    #[serde(rename = "DEFERRED")]
    Deferred,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum StabilityStatus {
    #[serde(rename = "STEADY_STATE")]
    SteadyState,
    #[serde(rename = "STABILIZING")]
    Stabilizing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ThresholdType {
    #[serde(rename = "COUNT")]
    Count,
    #[serde(rename = "BOUNDED_PERCENT")]
    BoundedPercent,
    #[serde(rename = "UNBOUNDED_PERCENT")]
    UnboundedPercent,
}
