//! The settings of task protection, as they are given.

use std::time::Duration;

use clap::Args;
use command_line::SettingError;
use url::Url;

use super::{HttpAgent, Settings, UnusableSettings};
use crate::settings::Given;

const DAY: Duration = Duration::from_hours(24);

/// Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
#[group(id = "protection")]
#[command(next_help_heading = "Task protection")]
pub struct Options {
    /// The ECS agent of this task, a URL; ECS sets it in every container
    #[arg(long, env = "ECS_AGENT_URI", value_name = "URL")]
    ecs_agent_uri: Option<String>,

    /// For how long the task is protected at a time, 1 to 2880 minutes [default: 5]
    #[arg(long, env = "DESIRED_PROTECTION_DURATION_IN_MINS", value_name = "MINUTES")]
    desired_protection_duration_in_mins: Option<String>,

    /// Protection released before this share of the duration stays until then, 0 to 100 percent [default: 10]
    #[arg(long, env = "MAINTAIN_PROTECTION_PERCENTAGE", value_name = "PERCENT")]
    maintain_protection_percentage: Option<String>,

    /// At this share of the duration protection is renewed, if there is still work [default: 80]
    #[arg(long, env = "REFRESH_PROTECTION_PERCENTAGE", value_name = "PERCENT")]
    refresh_protection_percentage: Option<String>,

    /// How often wish and state are compared, and a rejected call is made again, 1ms to 24h [default: 10s]
    #[arg(long, env = "PROTECTION_ADJUST_INTERVAL", value_name = "DURATION")]
    protection_adjust_interval: Option<String>,
}

impl Options {
    /// Whether there is an agent.
    pub fn has_agent(&self) -> bool {
        let given = Given::new("ECS_AGENT_URI", "--ecs-agent-uri", self.ecs_agent_uri.as_ref());
        given.text().is_some()
    }

    /// The agent.
    ///
    /// # Errors
    /// It is missing, or no http URL.
    pub fn agent(&self) -> Result<HttpAgent, SettingError> {
        let given = Given::new("ECS_AGENT_URI", "--ecs-agent-uri", self.ecs_agent_uri.as_ref());
        let what = "the URL of the task's ECS agent, which ECS sets in every container";
        let text = given.required(what)?;
        let url: Url = text
            .parse()
            .map_err(|error| given.unusable(text, format!("is no URL ({error})"), what))?;
        if url.scheme() != "http" || !url.has_host() {
            return Err(given.unusable(text, "is no http URL", what));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(given.unusable(text, "has a query or a fragment", what));
        }
        HttpAgent::new(&url).map_err(|error| given.unusable(text, format!("is no URL ({error})"), what))
    }

    /// When protection is set, kept, renewed and released.
    ///
    /// # Errors
    /// The first that is unusable, by itself or beside the others.
    pub fn read(&self) -> Result<Settings, SettingError> {
        let default = Settings::default();
        let duration = Given::new(
            "DESIRED_PROTECTION_DURATION_IN_MINS",
            "--desired-protection-duration-in-mins",
            self.desired_protection_duration_in_mins.as_ref(),
        );
        let maintain = Given::new(
            "MAINTAIN_PROTECTION_PERCENTAGE",
            "--maintain-protection-percentage",
            self.maintain_protection_percentage.as_ref(),
        );
        let refresh = Given::new(
            "REFRESH_PROTECTION_PERCENTAGE",
            "--refresh-protection-percentage",
            self.refresh_protection_percentage.as_ref(),
        );
        let interval = Given::new(
            "PROTECTION_ADJUST_INTERVAL",
            "--protection-adjust-interval",
            self.protection_adjust_interval.as_ref(),
        );
        let minutes = duration.number(default.desired_protection_duration_in_mins.into(), 1..=2880)?;
        let settings = Settings {
            desired_protection_duration_in_mins: u16::try_from(minutes)
                .unwrap_or(default.desired_protection_duration_in_mins),
            maintain_protection_percentage: maintain.percentage(default.maintain_protection_percentage)?,
            refresh_protection_percentage: refresh.percentage(default.refresh_protection_percentage)?,
            protection_adjust_interval: interval
                .duration(Duration::from_millis(1)..=DAY)?
                .unwrap_or(default.protection_adjust_interval),
        };
        settings.check().map_err(|error| {
            // The one that was given is to be told, not one that the reader never set.
            let setting = match error {
                UnusableSettings::RenewsTooLate { .. } => [refresh, interval, duration]
                    .into_iter()
                    .find(|given| given.text().is_some())
                    .unwrap_or(refresh),
                UnusableSettings::Duration(_) => duration,
                UnusableSettings::Maintain(_) => maintain,
                UnusableSettings::Refresh(_) => refresh,
                UnusableSettings::Interval => interval,
            };
            let remedy = match error {
                UnusableSettings::RenewsTooLate { .. } => format!(
                    "lower {} or {}, or raise {}",
                    refresh.variable, interval.variable, duration.variable
                ),
                _ => format!("set it, or {}, to a value that leaves time", setting.flag),
            };
            SettingError {
                setting: setting.variable,
                problem: format!("cannot be used: {error}"),
                remedy,
            }
        })?;
        Ok(settings)
    }
}

#[cfg(test)]
mod tests;
