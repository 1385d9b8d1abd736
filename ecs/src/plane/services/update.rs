//! `UpdateService`.

use std::sync::Arc;

use super::deployment::{DeploymentState, Revision};
use super::{ServiceState, ServiceStatus, rules};
use crate::api::ApiError;
use crate::plane::capacity::Capacity;
use crate::plane::placement::Rules;
use crate::plane::{Ids, Plane, ServiceKey, requirements};
use crate::shapes::Timestamp;
use crate::shapes::cluster::Cluster;
use crate::shapes::common::LaunchType;
use crate::shapes::service::{DeploymentConfiguration, Service, UpdateServiceRequest, UpdateServiceResponse};
use crate::shapes::task_definition::TaskDefinition;

impl Plane {
    /// Changes a service. What its tasks are made of begins a new deployment; the counts and percentages do not.
    pub(crate) fn update_service(
        &mut self,
        request: &UpdateServiceRequest,
        now: Timestamp,
    ) -> Result<UpdateServiceResponse, ApiError> {
        let now = self.context.at(now);
        rules::controller(request.deployment_controller.as_ref())?;
        if request
            .gateway_connectors
            .as_ref()
            .is_some_and(|all| !all.is_empty())
        {
            return Err(ApiError::new(
                "UnsupportedFeatureException",
                "local-ecs does not serve gatewayConnectors.",
            ));
        }
        let key = self.service_key(request.cluster.as_deref(), &request.service)?;
        let definition = match request.task_definition.as_deref() {
            Some(reference) => Some(self.task_definitions.resolve(reference)?),
            None => None,
        };
        let place = self.place.clone();
        let context = &mut self.context;
        let Some(cluster) = self.clusters.get_mut(&*key.cluster) else {
            return Err(not_found());
        };
        let Some(service) = cluster.services.get_mut(&key.service) else {
            return Err(not_found());
        };
        if service.status != ServiceStatus::Active {
            return Err(ApiError::new(
                "ServiceNotActiveException",
                "Service was not ACTIVE.",
            ));
        }
        let Some(primary) = service.primary() else {
            return Err(not_found());
        };
        let before = Arc::clone(&primary.revision);
        let desired = request.desired_count.map(rules::desired_count).transpose()?;
        let configuration = rules::deployment_configuration(
            request.deployment_configuration.as_ref(),
            service.record.deployment_configuration.as_ref(),
        )?;
        let revision = revised(&before, request, definition, &cluster.record, now)?;
        requirements::check(
            &revision.definition,
            revision.capacity.launch_type(),
            revision.network.as_ref(),
        )?;
        rules::load_balancers(&revision.load_balancers, &revision.definition)?;
        let constraints = request
            .placement_constraints
            .as_ref()
            .unwrap_or(&service.record.placement_constraints);
        let strategy = request
            .placement_strategy
            .as_ref()
            .unwrap_or(&service.record.placement_strategy);
        let placement = Rules::read(constraints, strategy, &revision.definition)?;
        // Everything is as it may be: from here on nothing fails.
        service.rules = placement;
        let record = &mut service.record;
        record.deployment_configuration = Some(configuration.clone());
        record.load_balancers.clone_from(&revision.load_balancers);
        record.service_registries.clone_from(&revision.registries);
        change(record, request);
        if let Some(desired) = desired
            && desired != service.desired
        {
            service.desired = desired;
            service.steady = false;
        }
        if request.force_new_deployment == Some(true) || differs(&before, &revision) {
            deploy(service, &mut context.ids, revision, configuration, now);
        }
        let told = service.told(&place, true);
        context.touch(key);
        Ok(UpdateServiceResponse { service: Some(told) })
    }

    /// The service that is meant: its cluster is active and has it.
    pub(in crate::plane) fn service_key(
        &self,
        cluster: Option<&str>,
        service: &str,
    ) -> Result<ServiceKey, ApiError> {
        let cluster = self.cluster(cluster)?;
        let name = crate::plane::Reference::parse(&self.place, "service", service)?.id_in(cluster.name());
        name.and_then(|name| cluster.services.get(name))
            .map(|service| ServiceKey {
                cluster: cluster.key(),
                service: Arc::clone(&service.name),
            })
            .ok_or_else(not_found)
    }
}

/// What the service's tasks are to be made of; what the request does not say stays.
fn revised(
    before: &Revision,
    request: &UpdateServiceRequest,
    definition: Option<Arc<TaskDefinition>>,
    cluster: &Cluster,
    now: Timestamp,
) -> Result<Revision, ApiError> {
    let capacity = match &request.capacity_provider_strategy {
        None => before.capacity.clone(),
        // An empty list goes back to the launch type.
        Some(strategy) if strategy.is_empty() => Capacity::LaunchType(before.capacity.launch_type()),
        Some(strategy) => Capacity::choose(None, strategy, cluster)?,
    };
    let fargate = capacity.launch_type() == LaunchType::Fargate;
    let network = match &request.network_configuration {
        None => before.network.clone(),
        given => rules::network(given.as_ref()),
    };
    Ok(Revision {
        number: 0,
        definition: definition.unwrap_or_else(|| Arc::clone(&before.definition)),
        platform_version: request
            .platform_version
            .clone()
            .or_else(|| before.platform_version.clone())
            .or_else(|| Some("LATEST".to_owned()))
            .filter(|_| fargate),
        capacity,
        network,
        load_balancers: request
            .load_balancers
            .clone()
            .unwrap_or_else(|| before.load_balancers.clone()),
        registries: request
            .service_registries
            .clone()
            .unwrap_or_else(|| before.registries.clone()),
        created_at: now,
    })
}

/// Takes what the request says of the service itself.
fn change(record: &mut Service, request: &UpdateServiceRequest) {
    if let Some(constraints) = &request.placement_constraints {
        record.placement_constraints.clone_from(constraints);
    }
    if let Some(strategy) = &request.placement_strategy {
        record.placement_strategy.clone_from(strategy);
    }
    if let Some(seconds) = request.health_check_grace_period_seconds {
        record.health_check_grace_period_seconds = Some(seconds);
    }
    if let Some(execute) = request.enable_execute_command {
        record.enable_execute_command = execute;
    }
    if let Some(managed) = request.enable_ecs_managed_tags {
        record.enable_ecs_managed_tags = managed;
    }
    if request.propagate_tags.is_some() {
        record.propagate_tags = request.propagate_tags;
    }
    if request.availability_zone_rebalancing.is_some() {
        record.availability_zone_rebalancing = request.availability_zone_rebalancing;
    }
}

/// Begins a deployment.
fn deploy(
    service: &mut ServiceState,
    ids: &mut Ids,
    revision: Revision,
    configuration: DeploymentConfiguration,
    now: Timestamp,
) {
    let deployment = DeploymentState::new(
        Revision {
            number: ids.deployment(),
            ..revision
        },
        now,
    );
    let sources = service
        .deployments
        .iter()
        .filter(|one| one.live() > 0)
        .map(|one| (one.revision.number, one.live()))
        .collect();
    service.history.begin(
        ids.service_deployment(),
        &deployment.revision,
        sources,
        configuration,
        now,
    );
    service.deployments.insert(0, deployment);
    service.steady = false;
}

/// Whether tasks of the one are to be replaced by tasks of the other.
fn differs(before: &Revision, after: &Revision) -> bool {
    before.definition.task_definition_arn != after.definition.task_definition_arn
        || before.network != after.network
        || before.platform_version != after.platform_version
        || before.load_balancers != after.load_balancers
        || before.registries != after.registries
        || before.capacity != after.capacity
}

pub(super) fn not_found() -> ApiError {
    ApiError::new("ServiceNotFoundException", "Service not found.")
}
