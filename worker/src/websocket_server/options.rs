//! Its settings.

use std::time::Duration;

use clap::Args;
use command_line::{SettingError, duration};

use crate::protection;
use crate::settings::Given;
use crate::stop;

const DAY: Duration = Duration::from_hours(24);
const SECOND: Duration = Duration::from_secs(1);

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The TCP port that is listened on, 0 to 65535; 0: the system chooses one, which is logged [default: 3000]
    #[arg(long, env = "PORT", value_name = "PORT")]
    port: Option<String>,

    /// After how long of silence a client is asked for a sign of life, 100ms to 24h [default: 30s]
    #[arg(long, env = "PING_INTERVAL", value_name = "DURATION")]
    ping_interval: Option<String>,

    /// After how long without one it counts as gone; more than PING_INTERVAL, up to 24h [default: 90s]
    #[arg(long, env = "IDLE_TIMEOUT", value_name = "DURATION")]
    idle_timeout: Option<String>,

    /// How many clients may be connected at once, 1 to 1000000; more are answered with 503 [default: 10000]
    #[arg(long, env = "MAX_CONNECTIONS", value_name = "N")]
    max_connections: Option<String>,

    /// The longest message that a client may send, 125 to 16777216 bytes [default: 65536]
    #[arg(long, env = "MAX_MESSAGE_BYTES", value_name = "BYTES")]
    max_message_bytes: Option<String>,

    /// The time between SIGTERM and SIGKILL, 1s to 24h: ECS's stopTimeout. Clients may stay for most of it
    /// [default: 30s]
    #[arg(long, env = "STOP_TIMEOUT", value_name = "DURATION")]
    stop_timeout: Option<String>,

    #[command(flatten)]
    pub(super) protection: protection::Options,
}

/// The settings, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settings {
    /// 0: the system chooses.
    pub(super) port: u16,
    /// After how long of silence a client is asked for a sign of life.
    pub(super) ping_interval: Duration,
    /// After how long without one it counts as gone.
    pub(super) idle_timeout: Duration,
    /// How many clients may be connected at once.
    pub(super) max_connections: usize,
    /// The longest message, and the longest frame of one.
    pub(super) max_message_bytes: usize,
    /// The time between SIGTERM and SIGKILL.
    pub(super) stop_timeout: Duration,
}

impl Options {
    /// Checks them.
    ///
    /// # Errors
    /// The first that is unusable, by itself or beside the others.
    pub(super) fn read(&self) -> Result<Settings, SettingError> {
        let given = Given::new;
        let port = given("PORT", "--port", self.port.as_ref()).number(3000, 0..=65535)?;
        let ping_interval = given("PING_INTERVAL", "--ping-interval", self.ping_interval.as_ref())
            .duration(Duration::from_millis(100)..=DAY)?
            .unwrap_or(30 * SECOND);
        let idle = given("IDLE_TIMEOUT", "--idle-timeout", self.idle_timeout.as_ref());
        let idle_timeout = idle
            .duration(Duration::from_millis(100)..=DAY)?
            .unwrap_or(90 * SECOND);
        if idle_timeout <= ping_interval {
            // Either may be the one that was given.
            return Err(SettingError::unusable(
                idle.variable,
                &duration::show(idle_timeout),
                format!(
                    "is not longer than PING_INTERVAL ({}): every silent client would be cut off unasked",
                    duration::show(ping_interval)
                ),
                "make it two or three times as long",
            ));
        }
        Ok(Settings {
            port: u16::try_from(port).unwrap_or_default(),
            ping_interval,
            idle_timeout,
            max_connections: given(
                "MAX_CONNECTIONS",
                "--max-connections",
                self.max_connections.as_ref(),
            )
            .number(10_000, 1..=1_000_000)?,
            max_message_bytes: given(
                "MAX_MESSAGE_BYTES",
                "--max-message-bytes",
                self.max_message_bytes.as_ref(),
            )
            .number(64 * 1024, 125..=16 * 1024 * 1024)?,
            stop_timeout: stop::timeout(self.stop_timeout.as_ref())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(options: &Options) -> String {
        options.read().expect_err("unusable").to_string()
    }

    #[test]
    fn unless_told_otherwise_it_listens_on_3000() {
        let settings = Options::default().read().expect("defaults");
        assert_eq!(
            settings,
            Settings {
                port: 3000,
                ping_interval: Duration::from_secs(30),
                idle_timeout: Duration::from_secs(90),
                max_connections: 10_000,
                max_message_bytes: 65_536,
                stop_timeout: Duration::from_secs(30),
            }
        );
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let port = |text: &str| Options {
            port: Some(text.to_owned()),
            ..Options::default()
        };
        assert!(refused(&port("65536")).starts_with("PORT is '65536', which is out of range"));
        assert!(refused(&port("http")).starts_with("PORT is 'http', which is no whole number"));
        assert_eq!(port("0").read().map(|settings| settings.port), Ok(0));
    }

    #[test]
    fn a_client_must_be_asked_before_it_is_cut_off() {
        let options = Options {
            ping_interval: Some("2m".to_owned()),
            ..Options::default()
        };
        let told = refused(&options);
        assert!(
            told.starts_with("IDLE_TIMEOUT is '1m 30s'") && told.contains("PING_INTERVAL (2m)"),
            "{told}"
        );
    }
}
