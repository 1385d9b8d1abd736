//! Who answers a call: decided by the service that it was signed for.

use crate::control::Service;

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// This process.
    Here(Service),
    /// LocalStack.
    LocalStack,
}

/// The route of a call to the service, by its signing name.
pub(crate) fn route(service: &str) -> Route {
    match service {
        "ecs" => Route::Here(Service::Ecs),
        "application-autoscaling" => Route::Here(Service::ApplicationAutoScaling),
        _ => Route::LocalStack,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_localstack_lacks_is_answered_here() {
        assert_eq!(route("ecs"), Route::Here(Service::Ecs));
        assert_eq!(
            route("application-autoscaling"),
            Route::Here(Service::ApplicationAutoScaling)
        );
        for service in ["sqs", "s3", "autoscaling", "ecr", ""] {
            assert_eq!(route(service), Route::LocalStack, "{service}");
        }
    }
}
