//! The calls of the two APIs.

use super::Region;
use crate::api::{self, ApiError};
use crate::autoscaling;

/// The services that are answered here: LocalStack's free edition lacks them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// Amazon ECS.
    Ecs,
    /// Application Auto Scaling.
    ApplicationAutoScaling,
}

impl Region {
    /// Answers a call: the JSON of the answer, or the error.
    pub(crate) fn call(&self, service: Service, operation: &str, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        match service {
            Service::Ecs => {
                let answer = api::ecs::call(operation, body, self.plane_lock(), || self.now());
                // Also after an error: it may have come after a change, and looking costs little.
                self.changed.notify_one();
                answer
            }
            Service::ApplicationAutoScaling => {
                autoscaling::call(operation, body, self.store(), self.now(), &|cluster, service| {
                    self.has_service(cluster, service)
                })
            }
        }
    }

    fn has_service(&self, cluster: &str, service: &str) -> bool {
        self.plane().has_active_service(cluster, service)
    }
}
