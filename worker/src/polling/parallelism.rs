//! What goes on side by side.

use std::time::Duration;

use clap::Args;
use command_line::SettingError;

use crate::settings::Given;

/// As it is given, for workers that handle many messages at once.
#[derive(Debug, Clone, Default, Args)]
#[group(id = "parallelism")]
#[command(next_help_heading = "Polling")]
pub struct Parallel {
    /// How many messages of a queue are handled at once, 1 to 1000 [default: 10]
    #[arg(long, env = "CONCURRENCY", value_name = "N")]
    concurrency: Option<String>,

    /// How many receives of a queue are under way at once, 1 to 100 [default: 1]
    #[arg(long, env = "RECEIVERS", value_name = "N")]
    receivers: Option<String>,
}

/// How many messages are handled and received at once, and how a receive and its messages hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parallelism {
    /// How many messages of a queue are handled at once.
    pub concurrency: usize,
    /// How many receives of a queue are under way at once.
    pub receivers: usize,
    /// Whether a receiver receives again only when all that it received is settled: its round.
    pub in_rounds: bool,
    /// How long a receiver pauses after a round that brought nothing.
    pub idle_pause: Duration,
    /// How long a batch that is not full waits while other messages are handled: a receive for more room, a deletion
    /// for more that is done. It costs no time, only that what is done is deleted a little later.
    pub linger: Duration,
}

/// For handlers that take no time to speak of.
const LINGER: Duration = Duration::from_millis(20);

impl Parallel {
    /// Checks it. Receives go on while messages are handled, as long as there is room.
    ///
    /// # Errors
    /// The first setting that is unusable.
    pub fn read(&self) -> Result<Parallelism, SettingError> {
        let given = Given::new;
        Ok(Parallelism::side_by_side(
            given("CONCURRENCY", "--concurrency", self.concurrency.as_ref()).number(10, 1..=1000)?,
            given("RECEIVERS", "--receivers", self.receivers.as_ref()).number(1, 1..=100)?,
        ))
    }
}

impl Parallelism {
    /// So many messages handled at once, while receives go on as long as there is room for more.
    pub fn side_by_side(concurrency: usize, receivers: usize) -> Self {
        Self {
            concurrency,
            receivers,
            in_rounds: false,
            idle_pause: Duration::ZERO,
            linger: LINGER,
        }
    }

    /// So many receivers, each of which takes one message, sees it settled, and takes the next.
    pub fn one_at_a_time(receivers: usize) -> Self {
        Self {
            concurrency: receivers,
            receivers,
            in_rounds: true,
            idle_pause: Duration::ZERO,
            linger: LINGER,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_that_help_tells() {
        let settings = Parallel::default().read().expect("usable");
        assert_eq!((settings.concurrency, settings.receivers), (10, 1));
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let options = Parallel {
            concurrency: Some("0".to_owned()),
            ..Parallel::default()
        };
        let error = options.read().expect_err("unusable").to_string();
        assert!(
            error.starts_with("CONCURRENCY is '0', which is out of range"),
            "{error}"
        );
    }
}
