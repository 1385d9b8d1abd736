//! `CreateService`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::deployment::{DeploymentState, Revision};
use super::{Events, History, ServiceState, ServiceStatus, rules};
use crate::api::ApiError;
use crate::place::Place;
use crate::plane::capacity::Capacity;
use crate::plane::placement::Rules;
use crate::plane::{Plane, ServiceKey, requirements};
use crate::shapes::Timestamp;
use crate::shapes::common::{LaunchType, PropagateTags};
use crate::shapes::service::{
    AvailabilityZoneRebalancing, CreateServiceRequest, CreateServiceResponse, DeploymentController,
    DeploymentControllerType, SchedulingStrategy, Service,
};

impl Plane {
    /// Creates a service, whose tasks are started by the next reconciliation.
    pub(crate) fn create_service(
        &mut self,
        request: &CreateServiceRequest,
        now: Timestamp,
    ) -> Result<CreateServiceResponse, ApiError> {
        let now = self.context.at(now);
        rules::name(&request.service_name)?;
        rules::controller(request.deployment_controller.as_ref())?;
        rules::scheduling_strategy(request.scheduling_strategy)?;
        if !request.gateway_connectors.is_empty() {
            return Err(ApiError::new(
                "UnsupportedFeatureException",
                "local-ecs does not serve gatewayConnectors.",
            ));
        }
        let cluster = self.cluster(request.cluster.as_deref())?;
        let cluster_name = cluster.name().to_owned();
        if let Some(existing) = cluster.services.get(request.service_name.as_str())
            && is_same(existing, request)?
        {
            return Ok(CreateServiceResponse {
                service: Some(existing.told(&self.place, true)),
            });
        }
        let reference = request
            .task_definition
            .as_deref()
            .ok_or_else(|| ApiError::invalid_parameter("TaskDefinition can not be blank."))?;
        let definition = self.task_definitions.resolve(reference)?;
        let capacity = Capacity::choose(
            request.launch_type,
            &request.capacity_provider_strategy,
            &cluster.record,
        )?;
        let network = rules::network(request.network_configuration.as_ref());
        requirements::check(&definition, capacity.launch_type(), network.as_ref())?;
        rules::load_balancers(&request.load_balancers, &definition)?;
        let desired = rules::desired_count(request.desired_count.unwrap_or(0))?;
        let configuration = rules::deployment_configuration(request.deployment_configuration.as_ref(), None)?;
        let placement = Rules::read(
            &request.placement_constraints,
            &request.placement_strategy,
            &definition,
        )?;
        let name: Arc<str> = request.service_name.as_str().into();
        let arn = self.place.ecs_arn(&format!("service/{cluster_name}/{name}"));
        let fargate = capacity.launch_type() == LaunchType::Fargate;
        let record = Service {
            service_arn: Some(arn),
            cluster_arn: Some(cluster.arn().to_owned()),
            deployment_configuration: Some(configuration.clone()),
            ..record(&self.place, request, now)
        };
        let context = &mut self.context;
        let deployment = DeploymentState::new(
            Revision {
                number: context.ids.deployment(),
                definition,
                capacity,
                platform_version: fargate.then(|| {
                    request
                        .platform_version
                        .clone()
                        .unwrap_or_else(|| "LATEST".to_owned())
                }),
                network,
                load_balancers: request.load_balancers.clone(),
                registries: request.service_registries.clone(),
                created_at: now,
            },
            now,
        );
        let mut history = History::default();
        history.begin(
            context.ids.service_deployment(),
            &deployment.revision,
            Vec::new(),
            configuration,
            now,
        );
        let service = ServiceState {
            name: Arc::clone(&name),
            record,
            status: ServiceStatus::Active,
            desired,
            deployments: vec![deployment],
            protected: BTreeMap::new(),
            events: Events::default(),
            history,
            rules: placement,
            steady: false,
            unplaced: false,
            due: None,
            made_by: request.client_token.clone().map(|token| (token, request.clone())),
        };
        let told = service.told(&self.place, true);
        if let Some(cluster) = self.clusters.get_mut(&cluster_name) {
            context.touch(ServiceKey {
                cluster: cluster.key(),
                service: Arc::clone(&name),
            });
            cluster.services.insert(name, service);
        }
        Ok(CreateServiceResponse { service: Some(told) })
    }
}

/// Whether the call that made the service is made again: then it is told once more. A service that has been deleted
/// is in nobody's way.
fn is_same(existing: &ServiceState, request: &CreateServiceRequest) -> Result<bool, ApiError> {
    match existing.status {
        ServiceStatus::Active => {
            let again = existing.made_by.as_ref().is_some_and(|(token, made_by)| {
                request.client_token.as_ref() == Some(token) && request == made_by
            });
            if again {
                Ok(true)
            } else {
                Err(ApiError::invalid_parameter(
                    "Creation of service was not idempotent.",
                ))
            }
        }
        ServiceStatus::Draining { .. } => Err(ApiError::invalid_parameter(
            "Unable to Start a service that is still Draining.",
        )),
        ServiceStatus::Inactive => Ok(false),
    }
}

/// What the request alone says of the service.
fn record(place: &Place, request: &CreateServiceRequest, now: Timestamp) -> Service {
    Service {
        service_name: Some(request.service_name.clone()),
        load_balancers: request.load_balancers.clone(),
        service_registries: request.service_registries.clone(),
        role_arn: request.role.clone(),
        created_at: Some(now),
        placement_constraints: request.placement_constraints.clone(),
        placement_strategy: request.placement_strategy.clone(),
        health_check_grace_period_seconds: request.health_check_grace_period_seconds.or_else(|| {
            // Told as 0 where there is a load balancer.
            (!request.load_balancers.is_empty()).then_some(0)
        }),
        scheduling_strategy: Some(SchedulingStrategy::Replica),
        deployment_controller: Some(DeploymentController {
            r#type: DeploymentControllerType::Ecs,
        }),
        tags: request.tags.clone(),
        created_by: Some(format!("arn:{}:iam::{}:root", place.partition(), place.account)),
        enable_ecs_managed_tags: request.enable_ecs_managed_tags.unwrap_or(false),
        propagate_tags: Some(request.propagate_tags.unwrap_or(PropagateTags::None)),
        enable_execute_command: request.enable_execute_command.unwrap_or(false),
        availability_zone_rebalancing: Some(
            request
                .availability_zone_rebalancing
                .unwrap_or(AvailabilityZoneRebalancing::Disabled),
        ),
        ..Service::default()
    }
}
