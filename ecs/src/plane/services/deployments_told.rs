//! `DescribeServiceDeployments`, `ListServiceDeployments` and `DescribeServiceRevisions`.

use super::describe::{capacity_told, told_count};
use super::history::Rollout;
use super::{Condition, Revision, ServiceState};
use crate::api::ApiError;
use crate::place::Place;
use crate::plane::{Paging, Plane, Reference};
use crate::shapes::Timestamp;
use crate::shapes::common::{Failure, LaunchType};
use crate::shapes::service_deployment::{
    ContainerImage, DescribeServiceDeploymentsRequest, DescribeServiceDeploymentsResponse,
    DescribeServiceRevisionsRequest, DescribeServiceRevisionsResponse, ListServiceDeploymentsRequest,
    ListServiceDeploymentsResponse, Rollback, ServiceDeployment, ServiceDeploymentBrief,
    ServiceDeploymentCircuitBreaker, ServiceDeploymentLifecycleStage,
    ServiceDeploymentRollbackMonitorsStatus, ServiceRevision, ServiceRevisionSummary,
};

/// The most that one call describes.
const MOST: usize = 20;

impl Plane {
    /// Describes service deployments; those that are unknown are failures.
    pub(crate) fn describe_service_deployments(
        &self,
        request: &DescribeServiceDeploymentsRequest,
        _now: Timestamp,
    ) -> Result<DescribeServiceDeploymentsResponse, ApiError> {
        check_number("ServiceDeploymentArns", request.service_deployment_arns.len())?;
        let mut response = DescribeServiceDeploymentsResponse::default();
        for arn in &request.service_deployment_arns {
            let found = self.nested(arn, "service-deployment")?.and_then(|(service, id)| {
                Some((service, service.history.rollouts.iter().find(|one| one.id == id)?))
            });
            match found {
                Some((service, rollout)) => response
                    .service_deployments
                    .push(service.rollout_told(rollout, &self.place)),
                None => response.failures.push(missing(arn)),
            }
        }
        Ok(response)
    }

    /// Lists a service's deployments, the newest first.
    pub(crate) fn list_service_deployments(
        &self,
        request: &ListServiceDeploymentsRequest,
        _now: Timestamp,
    ) -> Result<ListServiceDeploymentsResponse, ApiError> {
        let key = self.service_key(request.cluster.as_deref(), &request.service)?;
        let service = self
            .clusters
            .get(&*key.cluster)
            .and_then(|cluster| cluster.services.get(&key.service))
            .ok_or_else(super::update::not_found)?;
        let (after, before) = request
            .created_at
            .as_ref()
            .map_or((None, None), |range| (range.after, range.before));
        let matching = service.history.rollouts.iter().filter(|rollout| {
            (request.status.is_empty() || request.status.contains(&rollout.status))
                && after.is_none_or(|after| rollout.created_at >= after)
                && before.is_none_or(|before| rollout.created_at <= before)
        });
        let mut keys: Vec<(i64, String)> = matching
            .map(|rollout| (rollout.created_at.as_millis(), rollout.id.clone()))
            .collect();
        keys.sort_by(|one, other| other.cmp(one));
        let (keys, next_token) = Paging::new(request.max_results, request.next_token.as_deref())
            .descending(true)
            .page(keys)?;
        let told = keys
            .iter()
            .filter_map(|(_, id)| service.history.rollouts.iter().find(|rollout| rollout.id == *id))
            .map(|rollout| service.rollout_brief(rollout, &self.place));
        Ok(ListServiceDeploymentsResponse {
            service_deployments: told.collect(),
            next_token,
        })
    }

    /// Describes service revisions; those that are unknown are failures.
    pub(crate) fn describe_service_revisions(
        &self,
        request: &DescribeServiceRevisionsRequest,
        _now: Timestamp,
    ) -> Result<DescribeServiceRevisionsResponse, ApiError> {
        check_number("ServiceRevisionArns", request.service_revision_arns.len())?;
        let mut response = DescribeServiceRevisionsResponse::default();
        for arn in &request.service_revision_arns {
            let found = self
                .nested(arn, "service-revision")?
                .and_then(|(service, id)| Some((service, service.history.revisions.get(&id.parse().ok()?)?)));
            match found {
                Some((service, revision)) => response
                    .service_revisions
                    .push(service.revision_told(revision, &self.place)),
                None => response.failures.push(missing(arn)),
            }
        }
        Ok(response)
    }

    /// The service and the id that an ARN of the form `<kind>/<cluster>/<service>/<id>` means.
    pub(in crate::plane) fn nested<'a>(
        &self,
        arn: &'a str,
        kind: &str,
    ) -> Result<Option<(&ServiceState, &'a str)>, ApiError> {
        let rest = match Reference::parse(&self.place, kind, arn)? {
            Reference::Here(rest) => rest,
            Reference::Elsewhere => return Ok(None),
            Reference::Name(name) => {
                return Err(ApiError::invalid_parameter(format!(
                    "Invalid identifier: '{name}' is not the ARN of a {kind}."
                )));
            }
        };
        let mut parts = rest.split('/');
        let (Some(cluster), Some(service), Some(id), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        let service = self
            .clusters
            .get(cluster)
            .and_then(|cluster| cluster.services.get(service));
        Ok(service.map(|service| (service, id)))
    }
}

fn check_number(what: &str, number: usize) -> Result<(), ApiError> {
    if (1..=MOST).contains(&number) {
        return Ok(());
    }
    Err(ApiError::invalid_parameter(format!(
        "{what} must have from 1 to {MOST} entries."
    )))
}

fn missing(arn: &str) -> Failure {
    Failure {
        arn: Some(arn.to_owned()),
        reason: Some("MISSING".to_owned()),
        detail: None,
    }
}

impl ServiceState {
    fn summary(&self, number: u64, requested: usize, place: &Place) -> ServiceRevisionSummary {
        let deployment = self
            .deployments
            .iter()
            .find(|deployment| deployment.revision.number == number);
        ServiceRevisionSummary {
            arn: Some(self.service_revision_arn(place, number)),
            requested_task_count: told_count(requested),
            running_task_count: deployment.map_or(0, |one| told_count(one.running())),
            pending_task_count: deployment.map_or(0, |one| told_count(one.count(Condition::Pending))),
            ..ServiceRevisionSummary::default()
        }
    }

    fn rollout_told(&self, rollout: &Rollout, place: &Place) -> ServiceDeployment {
        let breaker = rollout
            .configuration
            .deployment_circuit_breaker
            .as_ref()
            .filter(|breaker| breaker.enable);
        let failures = self
            .deployments
            .iter()
            .find(|deployment| deployment.revision.number == rollout.target)
            .map_or(0, |deployment| deployment.failed_tasks);
        let monitoring = if rollout.rollback.is_some() {
            ServiceDeploymentRollbackMonitorsStatus::Triggered
        } else if rollout.is_in_progress() {
            ServiceDeploymentRollbackMonitorsStatus::Monitoring
        } else {
            ServiceDeploymentRollbackMonitorsStatus::MonitoringComplete
        };
        ServiceDeployment {
            service_deployment_arn: Some(self.service_deployment_arn(place, &rollout.id)),
            service_arn: self.record.service_arn.clone(),
            cluster_arn: self.record.cluster_arn.clone(),
            created_at: Some(rollout.created_at),
            started_at: Some(rollout.created_at),
            finished_at: rollout.finished_at,
            stopped_at: rollout.stopped_at,
            updated_at: Some(rollout.updated_at),
            source_service_revisions: rollout
                .sources
                .iter()
                .map(|(number, tasks)| self.summary(*number, *tasks, place))
                .collect(),
            target_service_revision: Some(self.summary(rollout.target, self.desired, place)),
            status: Some(rollout.status),
            status_reason: rollout.reason.clone(),
            lifecycle_stage: rollout
                .is_in_progress()
                .then_some(ServiceDeploymentLifecycleStage::ScaleUp),
            deployment_configuration: Some(rollout.configuration.clone()),
            rollback: rollout.rollback.as_ref().map(|(reason, at, to)| Rollback {
                reason: Some(reason.clone()),
                started_at: Some(*at),
                service_revision_arn: Some(self.service_revision_arn(place, *to)),
            }),
            deployment_circuit_breaker: Some(match breaker {
                Some(breaker) => ServiceDeploymentCircuitBreaker {
                    status: Some(monitoring),
                    failure_count: told_count(failures),
                    threshold: told_count(self.threshold(breaker)),
                },
                None => ServiceDeploymentCircuitBreaker {
                    status: Some(ServiceDeploymentRollbackMonitorsStatus::Disabled),
                    ..ServiceDeploymentCircuitBreaker::default()
                },
            }),
            ..ServiceDeployment::default()
        }
    }

    fn rollout_brief(&self, rollout: &Rollout, place: &Place) -> ServiceDeploymentBrief {
        ServiceDeploymentBrief {
            service_deployment_arn: Some(self.service_deployment_arn(place, &rollout.id)),
            service_arn: self.record.service_arn.clone(),
            cluster_arn: self.record.cluster_arn.clone(),
            started_at: Some(rollout.created_at),
            created_at: Some(rollout.created_at),
            finished_at: rollout.finished_at,
            target_service_revision_arn: Some(self.service_revision_arn(place, rollout.target)),
            status: Some(rollout.status),
            status_reason: rollout.reason.clone(),
        }
    }

    fn revision_told(&self, revision: &Revision, place: &Place) -> ServiceRevision {
        let (launch_type, capacity_provider_strategy) = capacity_told(&revision.capacity);
        ServiceRevision {
            service_revision_arn: Some(self.service_revision_arn(place, revision.number)),
            service_arn: self.record.service_arn.clone(),
            cluster_arn: self.record.cluster_arn.clone(),
            task_definition: revision.definition.task_definition_arn.clone(),
            capacity_provider_strategy,
            launch_type,
            platform_version: revision.platform_version.clone(),
            platform_family: (revision.capacity.launch_type() == LaunchType::Fargate)
                .then(|| "Linux".to_owned()),
            load_balancers: revision.load_balancers.clone(),
            service_registries: revision.registries.clone(),
            network_configuration: revision.network.clone(),
            container_images: revision
                .definition
                .container_definitions
                .iter()
                .map(|container| ContainerImage {
                    container_name: container.name.clone(),
                    image: container.image.clone(),
                    image_digest: None,
                })
                .collect(),
            created_at: Some(revision.created_at),
            ..ServiceRevision::default()
        }
    }
}
