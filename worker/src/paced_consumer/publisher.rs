//! Where the worker hands its measurements over.

use std::time::{Duration, SystemTime};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::error;

use super::at_work::AtWork;
use super::batches::{Batches, Left};
use super::measured::{Measured, Sink};
use crate::polling::Stop;

/// Hands measurements over without waiting. Clones hand over to the same publisher.
#[derive(Debug, Clone)]
pub(super) struct Measurements {
    arriving: mpsc::UnboundedSender<Measured>,
    left: Left,
    /// Those at work: what they measure is worth waiting for.
    pub(super) at_work: AtWork,
}

/// The publisher at work.
#[derive(Debug)]
pub(super) struct Publisher {
    publishing: AbortOnDropHandle<()>,
    left: Left,
    stop: Stop,
    closing: CancellationToken,
}

impl Publisher {
    /// Starts one that waits for up to `delay` for a fuller batch, but not once a stop is asked for.
    pub(super) fn start(sink: impl Sink, delay: Duration, stop: Stop) -> (Measurements, Self) {
        let (arriving, arrived) = mpsc::unbounded_channel();
        let left = Left::default();
        let at_work = AtWork::default();
        let closing = CancellationToken::new();
        let batches = Batches::new(
            sink,
            delay,
            arrived,
            at_work.watch(),
            left.clone(),
            stop.clone(),
            closing.clone(),
        );
        let publisher = Self {
            publishing: AbortOnDropHandle::new(tokio::spawn(batches.publish())),
            left: left.clone(),
            stop,
            closing,
        };
        let measurements = Measurements {
            arriving,
            left,
            at_work,
        };
        (measurements, publisher)
    }

    /// Sees published what was handed over, up to the last moment of a stop. How many were not.
    pub(super) async fn close(self) -> usize {
        self.closing.cancel();
        tokio::select! {
            // Also after a panic, which is a defect and told by the runtime.
            _ = self.publishing => {}
            () = self.stop.last_moment() => {}
        }
        let left = self.left.count();
        if left > 0 {
            error!("{left} metrics are lost: CloudWatch did not take them before the end");
        }
        left
    }
}

impl Measurements {
    /// Work of a message that SQS has deleted just now.
    pub(super) fn add(&self, seconds: f64) {
        let measured = Measured {
            seconds,
            at: SystemTime::now(),
        };
        self.left.add();
        // The publisher lives longer than whoever measures.
        let _ = self.arriving.send(measured);
    }
}
