//! The settings that every subcommand which makes passes has. Each declares them itself, for each tells them in words of
//! its own.

use std::time::Duration;

use command_line::{Given, SettingError};

/// How long from one pass to the next, `EVERY` or `--every`; nothing for a single pass.
///
/// # Errors
/// It is no duration from 100 ms to 24 h.
pub(crate) fn every(given: Option<&String>) -> Result<Option<Duration>, SettingError> {
    Given::new("EVERY", "--every", given).duration(Duration::from_millis(100)..=Duration::from_hours(24))
}

/// How long a pass may take before it is given up, `PASS_TIMEOUT` or `--pass-timeout`; 60 s unless given.
///
/// # Errors
/// It is no duration from 1 s to 1 h.
pub(crate) fn limit(given: Option<&String>) -> Result<Duration, SettingError> {
    let given = Given::new("PASS_TIMEOUT", "--pass-timeout", given);
    let limit = given.duration(Duration::from_secs(1)..=Duration::from_hours(1))?;
    Ok(limit.unwrap_or(Duration::from_secs(60)))
}
