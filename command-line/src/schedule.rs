//! What is done again and again, until a stop is asked for.

use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::Shutdown;

/// The times at which something is due: at once, and then regularly. A time that was missed is not made up for.
#[derive(Debug)]
pub struct Schedule {
    ticks: Interval,
    shutdown: Shutdown,
}

impl Schedule {
    /// From now on every so long, which must be longer than zero, until that request is made.
    pub fn every(every: Duration, shutdown: &Shutdown) -> Self {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Self {
            ticks,
            shutdown: shutdown.clone(),
        }
    }

    /// Waits until it is due; false once the end is asked for.
    pub async fn due(&mut self) -> bool {
        tokio::select! {
            _ = self.ticks.tick() => true,
            () = self.shutdown.requested() => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn it_is_due_at_once_and_regularly_and_what_was_missed_is_not_made_up_for() {
        let begin = Instant::now();
        let mut schedule = Schedule::every(10 * SECOND, &Shutdown::manual());
        let mut times = Vec::new();
        for takes in [0, 25, 0, 0] {
            assert!(schedule.due().await);
            times.push(begin.elapsed().as_secs());
            sleep(takes * SECOND).await;
        }
        assert_eq!(times, [0, 10, 35, 40]);
    }

    #[tokio::test(start_paused = true)]
    async fn it_ends_with_the_request() {
        let shutdown = Shutdown::manual();
        let mut schedule = Schedule::every(10 * SECOND, &shutdown);
        assert!(schedule.due().await);
        let begin = Instant::now();
        let (is_due, ()) = tokio::join!(schedule.due(), async {
            sleep(SECOND).await;
            shutdown.request();
        });
        assert!(!is_due);
        assert_eq!(begin.elapsed(), SECOND);
    }
}
