//! The settings of the polling loop.

use std::time::Duration;

use clap::Args;
use command_line::SettingError;

use super::{LONGEST_IN_HAND, Parallelism, RetryDelay};
use crate::settings::Given;
use crate::stop::{self, LONGEST_WAIT};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
#[group(id = "polling")]
#[command(next_help_heading = "Polling")]
pub struct Options {
    /// How long a poll waits for a message, 0s to 20s; less where STOP_TIMEOUT demands it [default: 20s]
    #[arg(long, env = "WAIT_TIME_SECONDS", value_name = "DURATION")]
    wait_time: Option<String>,

    /// For how long a received message is hidden at a time, 1s to 12h [default: the queue's own]
    #[arg(long, env = "VISIBILITY_TIMEOUT", value_name = "DURATION")]
    visibility_timeout: Option<String>,

    /// For how long a message is kept hidden in all, up to SQS's limit of 12h [default: 12h]
    #[arg(long, env = "MAX_IN_HAND", value_name = "DURATION")]
    max_in_hand: Option<String>,

    /// How long a message that failed stays hidden, doubling with each receive; 0s: not at all [default: 1s]
    #[arg(long, env = "RETRY_DELAY", value_name = "DURATION")]
    retry_delay: Option<String>,

    /// The longest that it stays hidden, up to 12h [default: 5m]
    #[arg(long, env = "RETRY_DELAY_MAX", value_name = "DURATION")]
    retry_delay_max: Option<String>,

    /// The time between SIGTERM and SIGKILL, 1s to 24h: ECS's stopTimeout [default: 30s]
    #[arg(long, env = "STOP_TIMEOUT", value_name = "DURATION")]
    stop_timeout: Option<String>,

    /// For how long a queue that does not exist, or may not be used, is tried, up to 24h [default: 60s]
    #[arg(long, env = "QUEUE_MISSING_TIMEOUT", value_name = "DURATION")]
    queue_missing_timeout: Option<String>,
}

/// The settings, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// What goes on side by side.
    pub parallelism: Parallelism,
    /// How long a poll waits for a message.
    pub wait: Duration,
    /// For how long a received message is hidden at a time; nothing for the queue's own.
    pub visibility_timeout: Option<Duration>,
    /// For how long a message is kept hidden in all.
    pub max_in_hand: Duration,
    /// How long a message that failed stays hidden.
    pub retry_delay: RetryDelay,
    /// The time between SIGTERM and SIGKILL.
    pub stop_timeout: Duration,
    /// For how long a queue that does not exist, or may not be used, is tried.
    pub queue_missing_timeout: Duration,
    /// Whether the loop ends once the queue is empty and nothing is in hand, as a job does; a service goes on.
    pub until_empty: bool,
}

impl Options {
    /// Checks them; what goes on side by side is each worker's own affair.
    ///
    /// # Errors
    /// The first that is unusable.
    pub fn read(&self, parallelism: Parallelism) -> Result<Settings, SettingError> {
        let given = Given::new;
        let wait = given("WAIT_TIME_SECONDS", "--wait-time", self.wait_time.as_ref())
            .whole_seconds(Duration::ZERO..=LONGEST_WAIT)?;
        let visibility_timeout = given(
            "VISIBILITY_TIMEOUT",
            "--visibility-timeout",
            self.visibility_timeout.as_ref(),
        )
        .whole_seconds(SECOND..=LONGEST_IN_HAND)?;
        let retry_delay = given("RETRY_DELAY", "--retry-delay", self.retry_delay.as_ref())
            .duration(Duration::ZERO..=LONGEST_IN_HAND)?;
        let retry_delay_max = given(
            "RETRY_DELAY_MAX",
            "--retry-delay-max",
            self.retry_delay_max.as_ref(),
        )
        .duration(Duration::ZERO..=LONGEST_IN_HAND)?;
        let retry_delay = retry_delay.unwrap_or(SECOND);
        Ok(Settings {
            parallelism,
            wait: wait.unwrap_or(LONGEST_WAIT),
            visibility_timeout,
            max_in_hand: given("MAX_IN_HAND", "--max-in-hand", self.max_in_hand.as_ref())
                .duration(SECOND..=LONGEST_IN_HAND)?
                .unwrap_or(LONGEST_IN_HAND),
            retry_delay: RetryDelay {
                first: retry_delay,
                // A first delay that is set above the usual limit is meant.
                longest: retry_delay_max.unwrap_or(retry_delay.max(Duration::from_mins(5))),
            },
            stop_timeout: stop::timeout(self.stop_timeout.as_ref())?,
            queue_missing_timeout: given(
                "QUEUE_MISSING_TIMEOUT",
                "--queue-missing-timeout",
                self.queue_missing_timeout.as_ref(),
            )
            .duration(Duration::ZERO..=DAY)?
            .unwrap_or(Duration::from_secs(60)),
            until_empty: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &Options) -> Result<Settings, SettingError> {
        options.read(Parallelism::one_at_a_time(1))
    }

    #[test]
    fn the_defaults_are_those_that_help_tells() {
        let settings = read(&Options::default()).expect("usable");
        assert_eq!(settings.wait, Duration::from_secs(20));
        assert_eq!(settings.visibility_timeout, None);
        assert_eq!(settings.max_in_hand, LONGEST_IN_HAND);
        assert_eq!(settings.retry_delay.longest, Duration::from_mins(5));
        assert_eq!(settings.stop_timeout, Duration::from_secs(30));
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let refused = |options: Options| read(&options).expect_err("unusable").to_string();
        let text = |text: &str| Some(text.to_owned());
        let error = refused(Options {
            wait_time: text("21s"),
            ..Options::default()
        });
        assert!(error.starts_with("WAIT_TIME_SECONDS is '21s'"), "{error}");
        let error = refused(Options {
            wait_time: text("1.5"),
            ..Options::default()
        });
        assert!(error.contains("whole seconds"), "{error}");
        let error = refused(Options {
            max_in_hand: text("13h"),
            ..Options::default()
        });
        assert!(error.starts_with("MAX_IN_HAND is '13h'"), "{error}");
    }

    #[test]
    fn a_first_delay_above_the_usual_limit_is_its_own_limit() {
        let options = Options {
            retry_delay: Some("1h".to_owned()),
            ..Options::default()
        };
        let delay = read(&options).expect("usable").retry_delay;
        assert_eq!((delay.after(1).as_secs(), delay.after(9).as_secs()), (3600, 3600));
    }
}
