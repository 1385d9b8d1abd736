//! Who answers a call: decided by the service that it was signed for.

use http::StatusCode;

use super::answer::Problem;

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// This process.
    Here(Service),
    /// LocalStack.
    LocalStack,
}

/// The services that LocalStack's free edition lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// Amazon ECS.
    Ecs,
    /// Application Auto Scaling.
    ApplicationAutoScaling,
}

/// The route of a call to the service, by its signing name.
pub(crate) fn route(service: &str) -> Route {
    match service {
        "ecs" => Route::Here(Service::Ecs),
        "application-autoscaling" => Route::Here(Service::ApplicationAutoScaling),
        _ => Route::LocalStack,
    }
}

impl Service {
    /// What a call is answered as long as none of the service's operations is there.
    pub(crate) fn not_yet(self, operation: &str) -> Problem {
        let name = match self {
            Self::Ecs => "Amazon ECS",
            Self::ApplicationAutoScaling => "Application Auto Scaling",
        };
        Problem::new(
            StatusCode::NOT_IMPLEMENTED,
            "NotImplementedException",
            format!(
                "local-ecs {} does not answer {name}'s {operation} yet",
                env!("CARGO_PKG_VERSION")
            ),
        )
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
