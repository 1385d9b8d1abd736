//! The stop: what must be over when, once it is asked for.
//!
//! There are two. A shutdown comes from outside and has a deadline, for SIGKILL follows. To wind down is the worker's
//! own wish: nothing more is received, and what is in hand may take its time.

use std::ops::RangeInclusive;
use std::time::Duration;

use command_line::{SettingError, Shutdown};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::settings::Given;

/// The least and the most that is kept back at the end, to give back or close what could not be finished.
const MARGIN: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));

/// The longest long poll (`WaitTimeSeconds` of `ReceiveMessage`).
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(20);

const LEAST_AND_MOST: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_hours(24);

/// The time between SIGTERM and SIGKILL, `STOP_TIMEOUT` or `--stop-timeout`; 30 s, as ECS has it, unless given.
///
/// # Errors
/// It is no duration from 1 s to 24 h.
pub(crate) fn timeout(given: Option<&String>) -> Result<Duration, SettingError> {
    let given = Given::new("STOP_TIMEOUT", "--stop-timeout", given);
    Ok(given.duration(LEAST_AND_MOST)?.unwrap_or(Duration::from_secs(30)))
}

/// A stop that may be asked for, and its deadline. Clones watch the same one.
#[derive(Debug, Clone)]
pub struct Stop {
    shutdown: Shutdown,
    winding_down: CancellationToken,
    timeout: Duration,
}

impl Stop {
    /// `timeout` is the time between SIGTERM and SIGKILL (ECS's `stopTimeout`).
    pub fn new(shutdown: Shutdown, timeout: Duration) -> Self {
        Self {
            shutdown,
            winding_down: CancellationToken::new(),
            timeout,
        }
    }

    /// Asks for an end without a deadline: nothing more is received, and what is in hand is finished.
    pub fn wind_down(&self) {
        self.winding_down.cancel();
    }

    /// Whether an end has been asked for, with a deadline or without.
    pub(crate) fn is_requested(&self) -> bool {
        self.shutdown.is_requested() || self.winding_down.is_cancelled()
    }

    /// Waits until an end is asked for, with a deadline or without.
    pub async fn requested(&self) {
        tokio::select! {
            () = self.shutdown.requested() => {}
            () = self.winding_down.cancelled() => {}
        }
    }

    /// Asks for it: another queue cannot be used any more.
    pub(crate) fn request(&self) {
        self.shutdown.request();
    }

    /// Waits until nothing more may be begun or finished: what is in hand then has to be given back. Never, where no
    /// shutdown was asked for.
    pub(crate) async fn deadline(&self) {
        self.shutdown.requested().await;
        // Not from now: a loop that was waiting for SQS notices late.
        let asked = self.shutdown.requested_at().unwrap_or_else(Instant::now);
        tokio::time::sleep_until(asked + self.before_deadline()).await;
    }

    /// Waits until the process has to be gone in a moment: the last call has to be given up.
    pub(crate) async fn last_moment(&self) {
        self.deadline().await;
        tokio::time::sleep(self.timeout.saturating_sub(self.before_deadline()).mul_f64(0.8)).await;
    }

    /// Waits until somewhere between the [deadline](Self::deadline) and the [last moment](Self::last_moment): what
    /// follows upon the farewells has the rest.
    pub(crate) async fn half_time(&self) {
        self.deadline().await;
        tokio::time::sleep(self.timeout.saturating_sub(self.before_deadline()).mul_f64(0.4)).await;
    }

    /// The wait of a long poll that is wished for, cut so that a poll that begins just before a stop is answered
    /// before the deadline: abandoned, it would take messages that nobody works on. In whole seconds.
    pub(crate) fn poll_wait(&self, wished: Duration) -> Duration {
        Duration::from_secs(wished.min(self.before_deadline()).min(LONGEST_WAIT).as_secs())
    }

    /// How long it takes from the stop to the deadline.
    fn before_deadline(&self) -> Duration {
        let margin = (self.timeout / 5).clamp(MARGIN.0, MARGIN.1);
        self.timeout.saturating_sub(margin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(seconds: u64) -> Stop {
        Stop::new(Shutdown::manual(), Duration::from_secs(seconds))
    }

    #[test]
    fn a_poll_never_outlasts_the_deadline_of_a_stop() {
        let wait = |timeout| stop(timeout).poll_wait(LONGEST_WAIT).as_secs();
        assert_eq!([1, 2, 3, 5, 10, 30, 120].map(wait), [0, 1, 2, 4, 8, 20, 20]);
        assert_eq!(stop(30).poll_wait(Duration::from_secs(7)).as_secs(), 7);
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_counts_from_the_request_and_leaves_a_margin() {
        let stop = stop(30);
        tokio::time::sleep(Duration::from_secs(100)).await;
        let asked = Instant::now();
        stop.request();
        stop.deadline().await;
        assert_eq!(asked.elapsed(), Duration::from_secs(25));
        stop.deadline().await;
        assert_eq!(asked.elapsed(), Duration::from_secs(25));
    }

    #[tokio::test(start_paused = true)]
    async fn winding_down_has_no_deadline_until_a_shutdown_brings_one() {
        let stop = stop(30);
        stop.wind_down();
        stop.requested().await;
        assert!(stop.is_requested());
        let day = Duration::from_hours(24);
        assert!(tokio::time::timeout(day, stop.deadline()).await.is_err());
        let asked = Instant::now();
        stop.request();
        stop.deadline().await;
        assert_eq!(asked.elapsed(), Duration::from_secs(25));
    }
}
