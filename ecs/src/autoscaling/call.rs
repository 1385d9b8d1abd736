//! Operations by name.

use std::sync::Mutex;

use super::Store;
use crate::api::ApiError;
use crate::shapes::Timestamp;

/// Answers a call: the JSON of the answer, or the error. `service_exists` is asked with a cluster's and a service's
/// name.
pub(crate) fn call(
    operation: &str,
    _body: &[u8],
    _store: &Mutex<Store>,
    _now: Timestamp,
    _service_exists: &dyn Fn(&str, &str) -> bool,
) -> Result<Vec<u8>, ApiError> {
    Err(ApiError::new(
        "UnknownOperationException",
        format!("local-ecs does not serve Application Auto Scaling's {operation}"),
    ))
}
