//! The health check of a container.

use super::refuse;
use crate::api::ApiError;
use crate::shapes::container_definition::HealthCheck;

pub(super) fn check(container: &str, health_check: &HealthCheck) -> Result<(), ApiError> {
    let command = &health_check.command;
    match command.first().map(String::as_str) {
        Some("NONE") if command.len() == 1 => {}
        Some("CMD" | "CMD-SHELL") if command.len() > 1 => {}
        _ => {
            return refuse(format!(
                "The health check of container '{container}' must have a command that begins with CMD or CMD-SHELL."
            ));
        }
    }
    for (setting, value, range) in [
        ("interval", health_check.interval, 5..=300),
        ("timeout", health_check.timeout, 2..=60),
        ("retries", health_check.retries, 1..=10),
        ("startPeriod", health_check.start_period, 0..=300),
    ] {
        if let Some(value) = value.filter(|value| !range.contains(value)) {
            return refuse(format!(
                "Invalid '{setting}' setting for the health check of container '{container}': it must be from {} to \
                 {}, and is {value}.",
                range.start(),
                range.end()
            ));
        }
    }
    Ok(())
}
