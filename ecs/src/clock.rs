//! The clock of an account: the machine's, moved forward by hand.
//!
//! Durations that AWS counts in minutes and hours are reached by moving it. It never goes back.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::sync::Notify;

use crate::shapes::Timestamp;

/// A clock that can be moved forward.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// Milliseconds ahead of the machine's clock.
    ahead: AtomicI64,
    moved: Notify,
}

impl Clock {
    /// The time that it shows.
    pub(crate) fn now(&self) -> Timestamp {
        let machine = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let machine = i64::try_from(machine).unwrap_or(i64::MAX);
        Timestamp::from_millis(machine.saturating_add(self.ahead.load(Ordering::Acquire)))
    }

    /// How far it is ahead of the machine's.
    pub(crate) fn ahead(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.ahead.load(Ordering::Acquire)).unwrap_or(0))
    }

    /// Moves it forward, and wakes who waits for a point in time.
    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let _ = self
            .ahead
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |ahead| {
                Some(ahead.saturating_add(by))
            });
        self.moved.notify_waiters();
    }

    /// Waits until it shows at least `time`.
    pub(crate) async fn reaches(&self, time: Timestamp) {
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            // Registered before the look at the clock, so that no move is missed between the two.
            moved.as_mut().enable();
            let left = time.since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                () = moved => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_for_a_time_is_woken_when_the_clock_is_moved_there() {
        let clock = Clock::default();
        let hour = Duration::from_secs(3600);
        let then = clock.now() + hour;
        let woken = async {
            clock.reaches(then).await;
            clock.now() >= then
        };
        let moving = async { clock.advance(hour) };
        let (woken, ()) = tokio::join!(woken, moving);
        assert!(woken);
        assert_eq!(clock.ahead(), hour);
    }
}
