//! How long the plane waits where ECS does.

use std::time::Duration;

/// The pauses of the scheduler and the memory of the plane.
///
/// ECS itself waits longer (up to 27 minutes between attempts to start); these are short enough to be of use on a
/// machine of one's own, and grow in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Before the next attempt after tasks have failed to start; doubled by each further round of failures.
    pub(crate) first_pause: Duration,
    /// What the pause grows to.
    pub(crate) longest_pause: Duration,
    /// A task that has run this long did not die of its start: its replacement does not wait. Trouble that comes
    /// this long after the last pause is new trouble, and begins with the first pause again.
    pub(crate) settled: Duration,
    /// Between attempts to place tasks for which there was no room; a change of the cluster does not wait for it.
    pub(crate) placement_retry: Duration,
    /// How long an event that says the same again is kept back.
    pub(crate) event_repeat: Duration,
    /// How long a stopped task is still described.
    pub(crate) remember_stopped: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
            settled: Duration::from_secs(10),
            placement_retry: Duration::from_secs(15),
            event_repeat: Duration::from_secs(6 * 3600),
            remember_stopped: Duration::from_secs(3600),
        }
    }
}

impl Pace {
    /// The pause after so many rounds of failures, the first being 1.
    pub(crate) fn pause(&self, round: u32) -> Duration {
        let doublings = round.saturating_sub(1).min(30);
        self.first_pause
            .saturating_mul(1 << doublings)
            .min(self.longest_pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let pace = Pace::default();
        let seconds: Vec<u64> = [1, 2, 3, 6, 7, 100]
            .map(|round| pace.pause(round).as_secs())
            .into();
        assert_eq!(seconds, [1, 2, 4, 32, 60, 60]);
    }
}
