//! How long the next attempt waits when tasks go wrong: each round of failures doubles the pause.

use crate::plane::Pace;
use crate::shapes::Timestamp;

/// How a task went wrong by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It could not be started.
    FailedToStart,
    /// It ended soon after its start.
    Exited {
        /// Before all of its containers had started.
        never_ran: bool,
    },
    /// Its health checks failed.
    Unhealthy,
}

impl Trouble {
    /// Whether the task never came to run: what ECS counts as failing to start.
    pub(super) fn is_start_failure(self) -> bool {
        matches!(self, Self::FailedToStart | Self::Exited { never_ran: true })
    }
}

/// The pauses of one deployment.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    /// Rounds of failures, each begun by an attempt.
    round: u32,
    until: Option<Timestamp>,
    /// Rounds in which tasks never came to run.
    start_failures: u32,
}

impl Throttle {
    /// When the next attempt may be made, if that is later than now.
    pub(super) fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
    }

    /// A task has gone wrong. Several within one pause belong to the same round.
    pub(super) fn trouble(&mut self, trouble: Trouble, now: Timestamp, pace: &Pace) {
        if self.paused_until(now).is_some() {
            return;
        }
        if self.until.is_some_and(|until| now.since(until) > pace.settled) {
            *self = Self::default();
        }
        self.round = self.round.saturating_add(1);
        // A task that ran and died is replaced at once the first time; only a loop of deaths is slowed down.
        let waited = if trouble.is_start_failure() {
            self.start_failures = self.start_failures.saturating_add(1);
            self.round
        } else {
            self.round - 1
        };
        let pause = if waited == 0 {
            std::time::Duration::ZERO
        } else {
            pace.pause(waited)
        };
        self.until = Some(now + pause);
    }

    /// Whether tasks fail to start again and again.
    pub(super) fn is_persistent(&self) -> bool {
        self.start_failures >= 3
    }

    /// A task has come to run: what fails from now on begins anew. Deaths soon after a start still count on.
    pub(super) fn started(&mut self) {
        self.start_failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::default() + Duration::from_secs(seconds)
    }

    #[test]
    fn a_round_of_failures_counts_once_and_the_next_waits_longer() {
        let pace = Pace::default();
        let mut throttle = Throttle::default();
        throttle.trouble(Trouble::FailedToStart, at(100), &pace);
        throttle.trouble(Trouble::FailedToStart, at(100), &pace);
        assert_eq!(throttle.paused_until(at(100)), Some(at(101)));
        throttle.trouble(Trouble::FailedToStart, at(101), &pace);
        assert_eq!(throttle.paused_until(at(101)), Some(at(103)));
        assert!(!throttle.is_persistent());
        throttle.trouble(Trouble::FailedToStart, at(103), &pace);
        assert!(throttle.is_persistent());
        // Long after the last pause it is new trouble.
        throttle.trouble(Trouble::FailedToStart, at(200), &pace);
        assert_eq!(throttle.paused_until(at(200)), Some(at(201)));
    }

    #[test]
    fn the_first_death_is_mended_at_once_and_a_loop_of_deaths_is_not() {
        let pace = Pace::default();
        let mut throttle = Throttle::default();
        let death = Trouble::Exited { never_ran: false };
        throttle.trouble(death, at(50), &pace);
        assert_eq!(throttle.paused_until(at(50)), None);
        throttle.trouble(death, at(51), &pace);
        assert_eq!(throttle.paused_until(at(51)), Some(at(52)));
    }
}
