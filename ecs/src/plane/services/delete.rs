//! `DeleteService`.

use super::ServiceStatus;
use super::update::not_found;
use crate::api::ApiError;
use crate::plane::Plane;
use crate::shapes::Timestamp;
use crate::shapes::service::{DeleteServiceRequest, DeleteServiceResponse};

impl Plane {
    /// Deletes a service: its tasks are stopped, by force though they are protected.
    pub(crate) fn delete_service(
        &mut self,
        request: &DeleteServiceRequest,
        now: Timestamp,
    ) -> Result<DeleteServiceResponse, ApiError> {
        self.context.at(now);
        let key = self.service_key(request.cluster.as_deref(), &request.service)?;
        let force = request.force.unwrap_or(false);
        let place = self.place.clone();
        let service = self
            .clusters
            .get_mut(&*key.cluster)
            .and_then(|cluster| cluster.services.get_mut(&key.service))
            .ok_or_else(not_found)?;
        match service.status {
            ServiceStatus::Inactive => return Err(not_found()),
            ServiceStatus::Active if service.desired > 0 && !force => {
                return Err(ApiError::invalid_parameter(
                    "The service cannot be stopped while it is scaled above 0.",
                ));
            }
            ServiceStatus::Draining { force: true } => {}
            ServiceStatus::Active | ServiceStatus::Draining { force: false } => {
                service.status = ServiceStatus::Draining { force };
                service.desired = 0;
            }
        }
        let told = service.told(&place, true);
        self.context.touch(key);
        Ok(DeleteServiceResponse { service: Some(told) })
    }
}
