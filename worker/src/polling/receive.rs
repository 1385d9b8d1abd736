//! Receiving, and what its failures mean.

use std::time::Duration;

use tokio::time::Instant;
use tracing::{error, warn};

use super::{CALLS, Error, QueueError, Stop};

/// The failures in a row of one kind of call, and how much longer they are borne.
#[derive(Debug)]
pub(super) struct Patience {
    failures: u32,
    /// Since when SQS has refused for a reason that does not pass by itself.
    refused_since: Option<Instant>,
    limit: Duration,
}

impl Patience {
    /// A refusal that does not pass by itself (the queue does not exist, the credentials may not use it) is borne
    /// for `limit`; all else for ever.
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            failures: 0,
            refused_since: None,
            limit,
        }
    }

    /// A call has succeeded.
    pub(super) fn restore(&mut self) {
        self.failures = 0;
        self.refused_since = None;
    }

    /// A call has failed: waits before the next, unless a stop is asked for first.
    ///
    /// # Errors
    /// The limit is reached.
    pub(super) async fn bear(&mut self, queue: &str, failure: QueueError, stop: &Stop) -> Result<(), Error> {
        self.failures = self.failures.saturating_add(1);
        let mut pause = CALLS.next(self.failures);
        if failure.kind.passes() {
            self.refused_since = None;
            warn!(queue, error = %failure, "SQS cannot be used; trying again in {:.1} s", pause.as_secs_f64());
        } else {
            let since = *self.refused_since.get_or_insert_with(Instant::now);
            let left = self.limit.saturating_sub(since.elapsed());
            if left.is_zero() {
                return Err(Error::Queue {
                    queue: queue.to_owned(),
                    after: since.elapsed(),
                    source: failure,
                });
            }
            // The last attempt is made at the limit.
            pause = pause.min(left);
            error!(
                queue,
                error = %failure,
                "the queue cannot be used; trying again in {:.1} s, for at most {:.0} s more",
                pause.as_secs_f64(),
                left.as_secs_f64()
            );
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.requested() => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use command_line::Shutdown;

    use super::super::QueueErrorKind;
    use super::*;

    fn failure(kind: QueueErrorKind) -> QueueError {
        QueueError {
            kind,
            code: "Code".to_owned(),
            message: "message".to_owned(),
        }
    }

    fn stop() -> Stop {
        Stop::new(Shutdown::manual(), Duration::from_secs(30))
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_is_borne_for_ever_and_what_does_not_up_to_the_limit() {
        let mut patience = Patience::new(Duration::from_secs(10));
        for _ in 0..100 {
            patience
                .bear("q", failure(QueueErrorKind::Unavailable), &stop())
                .await
                .expect("borne");
        }
        let begun = Instant::now();
        let given_up = loop {
            if let Err(error) = patience
                .bear("q", failure(QueueErrorKind::Missing), &stop())
                .await
            {
                break error;
            }
        };
        assert_eq!(begun.elapsed(), Duration::from_secs(10));
        assert!(
            given_up
                .to_string()
                .starts_with("the queue q cannot be used, after 10 s of trying: Code: message")
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_and_a_trouble_that_passes_begin_the_limit_anew() {
        let mut patience = Patience::new(Duration::from_millis(500));
        for kind in [QueueErrorKind::Refused, QueueErrorKind::Throttled].repeat(20) {
            patience.bear("q", failure(kind), &stop()).await.expect("borne");
        }
        for _ in 0..20 {
            patience.restore();
            patience
                .bear("q", failure(QueueErrorKind::Refused), &stop())
                .await
                .expect("borne");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_ends_the_wait() {
        let stop = stop();
        stop.request();
        let begun = Instant::now();
        let mut patience = Patience::new(Duration::from_secs(10));
        patience
            .bear("q", failure(QueueErrorKind::Unavailable), &stop)
            .await
            .expect("borne");
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }
}
