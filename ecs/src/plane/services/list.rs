//! `ListServices`.

use super::{ServiceState, ServiceStatus};
use crate::api::ApiError;
use crate::plane::{Paging, Plane};
use crate::shapes::Timestamp;
use crate::shapes::service::{
    ListServicesRequest, ListServicesResponse, ResourceManagementType, SchedulingStrategy,
};

impl Plane {
    /// Lists the services that are not deleted, ten a page unless asked for otherwise.
    pub(crate) fn list_services(
        &self,
        request: &ListServicesRequest,
        _now: Timestamp,
    ) -> Result<ListServicesResponse, ApiError> {
        let cluster = self.cluster(request.cluster.as_deref())?;
        let matches = |service: &&ServiceState| {
            service.status != ServiceStatus::Inactive
                && request.scheduling_strategy != Some(SchedulingStrategy::Daemon)
                && request.resource_management_type != Some(ResourceManagementType::Ecs)
                && request.launch_type.is_none_or(|launch_type| {
                    service
                        .primary()
                        .is_some_and(|primary| primary.revision.capacity.launch_type() == launch_type)
                })
        };
        let names = cluster
            .services
            .values()
            .filter(matches)
            .map(|service| service.name.to_string());
        let (names, next_token) = Paging::new(request.max_results, request.next_token.as_deref())
            .by_default(10)
            .page(names)?;
        Ok(ListServicesResponse {
            service_arns: names
                .iter()
                .map(|name| self.place.ecs_arn(&format!("service/{}/{name}", cluster.name())))
                .collect(),
            next_token,
        })
    }
}
