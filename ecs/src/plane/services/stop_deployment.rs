//! `StopServiceDeployment`: rolling back on demand.

use super::DeploymentState;
use crate::api::ApiError;
use crate::plane::{Plane, ServiceKey};
use crate::shapes::Timestamp;
use crate::shapes::service::DeploymentRolloutState;
use crate::shapes::service_deployment::{
    StopServiceDeploymentRequest, StopServiceDeploymentResponse, StopServiceDeploymentStopType,
};

impl Plane {
    /// Stops a deployment in progress, and goes back to the last one that was completed.
    pub(crate) fn stop_service_deployment(
        &mut self,
        request: &StopServiceDeploymentRequest,
        now: Timestamp,
    ) -> Result<StopServiceDeploymentResponse, ApiError> {
        let now = self.context.at(now);
        if request.stop_type == Some(StopServiceDeploymentStopType::Abort) {
            return Err(ApiError::invalid_parameter(
                "The stopType ABORT is not valid for a rolling deployment; use ROLLBACK.",
            ));
        }
        let arn = &request.service_deployment_arn;
        let unknown = || {
            ApiError::new(
                "ServiceDeploymentNotFoundException",
                format!("The service deployment {arn} cannot be found."),
            )
        };
        let (service, id) = self.nested(arn, "service-deployment")?.ok_or_else(unknown)?;
        let rollout = service
            .history
            .rollouts
            .iter()
            .find(|rollout| rollout.id == id)
            .ok_or_else(unknown)?;
        let conflict = |message: &str| Err(ApiError::new("ConflictException", message));
        if !rollout.is_in_progress() || rollout.rollback.is_some() {
            return conflict("The service deployment cannot be stopped: it is not in progress.");
        }
        if !service
            .deployments
            .iter()
            .skip(1)
            .any(|deployment: &DeploymentState| deployment.completed)
        {
            return conflict("The service deployment cannot be rolled back: none before it was completed.");
        }
        let cluster = service.record.cluster_arn.clone().unwrap_or_default();
        let name = std::sync::Arc::clone(&service.name);
        let Some(cluster) = cluster
            .rsplit('/')
            .next()
            .and_then(|cluster| self.clusters.get_mut(cluster))
        else {
            return Err(unknown());
        };
        let key = ServiceKey {
            cluster: cluster.key(),
            service: std::sync::Arc::clone(&name),
        };
        if let Some(service) = cluster.services.get_mut(&name) {
            if let Some(primary) = service.deployments.first_mut() {
                let reason = "Service deployment rolled back because of a manual request.";
                primary.set_rollout(DeploymentRolloutState::Failed, reason.to_owned(), now);
            }
            let why = "ECS deployment stopped by StopServiceDeployment";
            service.roll_back(why, &mut self.context.ids, now);
        }
        self.context.touch(key);
        Ok(StopServiceDeploymentResponse {
            service_deployment_arn: Some(arn.clone()),
        })
    }
}
