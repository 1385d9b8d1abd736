//! Publishing in batches: what comes together goes together, and nothing waits for long.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::kept::{Kept, ROOM};
use super::measured::{Measured, Sink};
use crate::polling::{CALLS, Stop};

/// Where nobody is at work nothing more is to be expected but what one batch of deletions brings, all in a moment.
const MOMENT: Duration = Duration::from_millis(20);

/// Publishes what arrives.
pub(super) struct Batches<S> {
    sink: S,
    /// How long a measurement may wait for others.
    delay: Duration,
    arriving: mpsc::UnboundedReceiver<Measured>,
    at_work: watch::Receiver<usize>,
    kept: Kept,
    /// Given up for lack of room, since that was last told.
    lost: usize,
    left: Left,
    stop: Stop,
    /// Nothing more arrives.
    closing: CancellationToken,
}

/// How many are neither published nor given up. Clones count the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Left(Arc<AtomicUsize>);

impl Left {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn settle(&self, count: usize) {
        self.0.fetch_sub(count, Ordering::Relaxed);
    }
}

impl<S: Sink> Batches<S> {
    pub(super) fn new(
        sink: S,
        delay: Duration,
        arriving: mpsc::UnboundedReceiver<Measured>,
        at_work: watch::Receiver<usize>,
        left: Left,
        stop: Stop,
        closing: CancellationToken,
    ) -> Self {
        Self {
            sink,
            delay,
            arriving,
            at_work,
            kept: Kept::default(),
            lost: 0,
            left,
            stop,
            closing,
        }
    }

    /// Publishes until nothing more arrives, and all is published that has.
    pub(super) async fn publish(mut self) {
        let mut failures: u32 = 0;
        while self.gather().await {
            let batch = self.kept.take(self.sink.most());
            let count = batch.len();
            let outcome = {
                let Self {
                    sink,
                    arriving,
                    kept,
                    lost,
                    ..
                } = &mut self;
                beside(arriving, kept, lost, sink.put(&batch)).await
            };
            match outcome {
                Ok(()) => {
                    if failures > 0 {
                        info!("CloudWatch takes metrics again");
                    }
                    failures = 0;
                    self.left.settle(count);
                }
                Err(failure) if failure.is_final => {
                    error!(%failure, "CloudWatch takes no such metrics: {count} are given up");
                    self.left.settle(count);
                }
                Err(failure) => {
                    failures = failures.saturating_add(1);
                    self.lost += self.kept.put_back(batch);
                    self.pause(failures, &failure.to_string()).await;
                }
            }
            self.tell_lost();
        }
    }

    /// Waits until something is to be published; false when nothing ever will be.
    async fn gather(&mut self) -> bool {
        if self.kept.is_empty() {
            let first = tokio::select! {
                biased;
                first = self.arriving.recv() => first,
                // What is there already was looked at first.
                () = self.closing.cancelled() => None,
            };
            let Some(first) = first else { return false };
            self.kept.add(first);
        }
        let latest = Instant::now() + self.delay;
        loop {
            while let Ok(measured) = self.arriving.try_recv() {
                self.lost += usize::from(self.kept.add(measured));
            }
            let is_idle = *self.at_work.borrow_and_update() == 0;
            let until = if is_idle {
                latest.min(Instant::now() + MOMENT)
            } else {
                latest
            };
            if self.kept.len() >= self.sink.most() || self.stop.is_requested() {
                return true;
            }
            tokio::select! {
                () = sleep_until(until) => return true,
                () = self.stop.requested() => return true,
                () = self.closing.cancelled() => return true,
                Some(measured) = self.arriving.recv() => {
                    self.lost += usize::from(self.kept.add(measured));
                }
                Ok(()) = self.at_work.changed() => {}
            }
        }
    }

    /// After a failure: tells it, and waits before the next attempt; not for long once the end is near.
    async fn pause(&mut self, failures: u32, failure: &str) {
        let near_the_end = self.closing.is_cancelled() || self.stop.is_requested();
        let pause = CALLS.next(if near_the_end { failures.min(3) } else { failures });
        warn!(
            failure,
            "metrics could not be published; {} are kept, trying again in {:.1} s",
            self.kept.len(),
            pause.as_secs_f64()
        );
        let (stop, closing) = (self.stop.clone(), self.closing.clone());
        let over = async {
            let end = async {
                tokio::select! {
                    () = stop.requested() => {}
                    () = closing.cancelled() => {}
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = end, if !near_the_end => {}
            }
        };
        beside(&mut self.arriving, &mut self.kept, &mut self.lost, over).await;
    }

    fn tell_lost(&mut self) {
        if self.lost > 0 {
            error!(
                "{} metrics are given up: more than {ROOM} wait for CloudWatch",
                self.lost
            );
            self.left.settle(self.lost);
            self.lost = 0;
        }
    }
}

/// Keeps what arrives while something else goes on.
async fn beside<T>(
    arriving: &mut mpsc::UnboundedReceiver<Measured>,
    kept: &mut Kept,
    lost: &mut usize,
    other: impl Future<Output = T>,
) -> T {
    let mut other = std::pin::pin!(other);
    loop {
        tokio::select! {
            outcome = &mut other => return outcome,
            Some(measured) = arriving.recv() => *lost += usize::from(kept.add(measured)),
        }
    }
}
