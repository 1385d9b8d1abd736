//! What is measured, and who takes it.

use std::future::Future;
use std::time::SystemTime;

/// Work that is done, and whose message is gone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    /// What the message said its work takes.
    pub(super) seconds: f64,
    /// When SQS confirmed its deletion.
    pub(super) at: SystemTime,
}

/// Takes measurements: CloudWatch, or a test's own.
pub(super) trait Sink: Send + Sync + 'static {
    /// The most that it takes at once.
    fn most(&self) -> usize;

    /// Publishes all of them, or none. One attempt, with a time limit of its own.
    fn put(&self, batch: &[Measured]) -> impl Future<Output = Result<(), PutError>> + Send;
}

/// They were not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(super) struct PutError {
    pub(super) reason: String,
    /// The same again cannot help.
    pub(super) is_final: bool,
}
