//! How polling can end other than by a requested stop.

use std::time::Duration;

use super::QueueError;

/// Why the loop gave up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A queue could not be used for longer than `QUEUE_MISSING_TIMEOUT`.
    #[error("the queue {queue} cannot be used, after {} s of trying: {source}; see that it exists and that the \
             credentials may use it", .after.as_secs())]
    Queue {
        /// Its URL or name.
        queue: String,
        /// For how long it was tried.
        after: Duration,
        /// What SQS said last.
        source: QueueError,
    },
    /// A part of the loop itself broke, which is a defect.
    #[error("the polling loop broke: {0}")]
    Defect(String),
}
