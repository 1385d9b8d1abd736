//! What can be scaled here: the desired count of a service of ECS.

use super::errors::validation;
use crate::api::ApiError;

/// The service namespace of ECS.
pub(crate) const NAMESPACE: &str = "ecs";

/// The one thing of a service that is scaled.
pub(crate) const DIMENSION: &str = "ecs:service:DesiredCount";

/// AWS's words for a combination that it does not know.
const UNSUPPORTED: &str = "Unsupported service namespace, resource type or scalable dimension";

/// Whether that namespace, and the dimension if one is given, are served here.
pub(super) fn served(namespace: &str, dimension: Option<&str>) -> Result<(), ApiError> {
    if namespace != NAMESPACE {
        return Err(validation(format!(
            "{UNSUPPORTED}: local-ecs serves Application Auto Scaling for the service namespace {NAMESPACE} alone, \
             not for {namespace}"
        )));
    }
    match dimension {
        Some(dimension) if dimension != DIMENSION => Err(validation(format!(
            "{UNSUPPORTED}: the service namespace {NAMESPACE} has the scalable dimension {DIMENSION}, not {dimension}"
        ))),
        _ => Ok(()),
    }
}

/// The cluster's and the service's name in a resource id, `service/<cluster>/<service>`.
pub(super) fn service(resource_id: &str) -> Result<(&str, &str), ApiError> {
    let Some(path) = resource_id.strip_prefix("service/") else {
        return Err(validation(format!(
            "{UNSUPPORTED}: the resource ID of an ECS service is service/<cluster name>/<service name>, not \
             {resource_id}"
        )));
    };
    path.split_once('/')
        .filter(|(cluster, service)| is_name(cluster) && is_name(service))
        .ok_or_else(|| {
            validation(format!(
                "Invalid resource ID {resource_id}: that of an ECS service is service/<cluster name>/<service name>, \
                 with names, not ARNs"
            ))
        })
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 255
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
