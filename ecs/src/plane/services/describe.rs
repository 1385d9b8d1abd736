//! `DescribeServices`.

use super::{Condition, DeploymentState, ServiceState};
use crate::api::ApiError;
use crate::place::Place;
use crate::plane::capacity::Capacity;
use crate::plane::tasks::platform_version;
use crate::plane::{Plane, Reference};
use crate::shapes::Timestamp;
use crate::shapes::common::{CapacityProviderStrategyItem, Failure, LaunchType};
use crate::shapes::service::{
    Deployment, DescribeServicesRequest, DescribeServicesResponse, Service, ServiceCurrentRevisionSummary,
    ServiceField,
};

/// The most services that one call describes.
const MOST: usize = 10;

impl Plane {
    /// Describes services; those that are unknown are failures.
    pub(crate) fn describe_services(
        &self,
        request: &DescribeServicesRequest,
        _now: Timestamp,
    ) -> Result<DescribeServicesResponse, ApiError> {
        let cluster = self.cluster(request.cluster.as_deref())?;
        if request.services.is_empty() {
            return Err(ApiError::invalid_parameter("Services cannot be empty."));
        }
        if request.services.len() > MOST {
            return Err(ApiError::invalid_parameter(format!(
                "Services cannot have more than {MOST} entries."
            )));
        }
        let tags = request.include.contains(&ServiceField::Tags);
        let mut response = DescribeServicesResponse::default();
        for reference in &request.services {
            let name = Reference::parse(&self.place, "service", reference)?.id_in(cluster.name());
            match name.and_then(|name| cluster.services.get(name)) {
                Some(service) => response.services.push(service.told(&self.place, tags)),
                None => response.failures.push(Failure {
                    arn: Some(if reference.starts_with("arn:") {
                        reference.clone()
                    } else {
                        self.place
                            .ecs_arn(&format!("service/{}/{reference}", cluster.name()))
                    }),
                    reason: Some("MISSING".to_owned()),
                    detail: None,
                }),
            }
        }
        Ok(response)
    }
}

/// A number as the API has it.
pub(super) fn told_count(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

pub(super) fn capacity_told(capacity: &Capacity) -> (Option<LaunchType>, Vec<CapacityProviderStrategyItem>) {
    match capacity {
        Capacity::LaunchType(launch_type) => (Some(*launch_type), Vec::new()),
        Capacity::Providers(strategy) => (None, strategy.clone()),
    }
}

impl ServiceState {
    /// What is told of the service.
    pub(crate) fn told(&self, place: &Place, tags: bool) -> Service {
        let mut told = self.record.clone();
        if !tags {
            told.tags.clear();
        }
        told.status = Some(self.status.name().to_owned());
        told.desired_count = told_count(self.desired);
        told.running_count = told_count(self.running());
        told.pending_count = told_count(self.pending());
        told.events = self.events.newest_first().cloned().collect();
        let last = self
            .primary()
            .map(|primary| &primary.revision)
            .or_else(|| self.history.revisions.values().max_by_key(|one| one.created_at));
        if let Some(revision) = last {
            (told.launch_type, told.capacity_provider_strategy) = capacity_told(&revision.capacity);
            told.platform_version.clone_from(&revision.platform_version);
            told.platform_family =
                (revision.capacity.launch_type() == LaunchType::Fargate).then(|| "Linux".to_owned());
            told.task_definition
                .clone_from(&revision.definition.task_definition_arn);
            told.network_configuration.clone_from(&revision.network);
        }
        told.deployments = self
            .deployments
            .iter()
            .enumerate()
            .map(|(at, deployment)| self.deployment_told(deployment, at == 0))
            .collect();
        told.current_service_deployment = self
            .history
            .current()
            .map(|rollout| self.service_deployment_arn(place, &rollout.id));
        told.current_service_revisions = self
            .deployments
            .iter()
            .filter(|one| one.live() > 0)
            .map(|one| ServiceCurrentRevisionSummary {
                arn: Some(self.service_revision_arn(place, one.revision.number)),
                requested_task_count: told_count(one.live()),
                running_task_count: told_count(one.running()),
                pending_task_count: told_count(one.count(Condition::Pending)),
            })
            .collect();
        told
    }

    fn deployment_told(&self, deployment: &DeploymentState, primary: bool) -> Deployment {
        let revision = &deployment.revision;
        let (launch_type, capacity_provider_strategy) = capacity_told(&revision.capacity);
        let fargate = revision.capacity.launch_type() == LaunchType::Fargate;
        Deployment {
            id: Some(deployment.id()),
            status: Some(if primary { "PRIMARY" } else { "ACTIVE" }.to_owned()),
            task_definition: revision.definition.task_definition_arn.clone(),
            // What an older deployment is meant to have is what it still has.
            desired_count: told_count(if primary { self.desired } else { deployment.live() }),
            pending_count: told_count(deployment.count(Condition::Pending)),
            running_count: told_count(deployment.running()),
            failed_tasks: told_count(deployment.failed_tasks),
            created_at: Some(deployment.created_at),
            updated_at: Some(deployment.updated_at),
            capacity_provider_strategy,
            launch_type,
            platform_version: fargate.then(|| platform_version(revision.platform_version.as_deref())),
            platform_family: fargate.then(|| "Linux".to_owned()),
            network_configuration: revision.network.clone(),
            rollout_state: Some(deployment.rollout),
            rollout_state_reason: Some(deployment.rollout_reason.clone()),
            fargate_ephemeral_storage: None,
        }
    }

    pub(crate) fn service_deployment_arn(&self, place: &Place, id: &str) -> String {
        self.nested_arn(place, "service-deployment", id)
    }

    pub(crate) fn service_revision_arn(&self, place: &Place, number: u64) -> String {
        self.nested_arn(place, "service-revision", &number.to_string())
    }

    fn nested_arn(&self, place: &Place, kind: &str, id: &str) -> String {
        let cluster = self.record.cluster_arn.as_deref().unwrap_or_default();
        let cluster = cluster.rsplit('/').next().unwrap_or_default();
        place.ecs_arn(&format!("{kind}/{cluster}/{}/{id}", self.name))
    }
}
