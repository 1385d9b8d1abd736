//! The options of the log drivers.

use super::refuse;
use crate::api::ApiError;
use crate::plane::names::shown;
use crate::shapes::container_definition::{LogConfiguration, LogDriver};

const REQUIRED: [&str; 2] = ["awslogs-group", "awslogs-region"];

const KNOWN: [&str; 8] = [
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-group",
    "awslogs-multiline-pattern",
    "awslogs-region",
    "awslogs-stream-prefix",
    "max-buffer-size",
    "mode",
];

pub(super) fn check(log: &LogConfiguration) -> Result<(), ApiError> {
    if log.log_driver != LogDriver::Awslogs {
        return Ok(());
    }
    let missing: Vec<&str> = REQUIRED
        .into_iter()
        .filter(|option| log.options.get(*option).is_none_or(String::is_empty))
        .collect();
    if !missing.is_empty() {
        return refuse(format!(
            "Log driver awslogs requires options: {}",
            missing.join(", ")
        ));
    }
    if let Some(unknown) = log
        .options
        .keys()
        .find(|option| !KNOWN.contains(&option.as_str()))
    {
        return refuse(format!(
            "Log driver awslogs disallows options: {}",
            shown(unknown)
        ));
    }
    for (option, values) in [
        ("awslogs-create-group", ["true", "false"]),
        ("mode", ["blocking", "non-blocking"]),
    ] {
        if let Some(value) = log.options.get(option)
            && !values.contains(&value.as_str())
        {
            return refuse(format!(
                "The option {option} of log driver awslogs must be one of {}, and is '{}'.",
                values.join(", "),
                shown(value)
            ));
        }
    }
    Ok(())
}
