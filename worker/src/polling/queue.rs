//! What the polling loop asks of a queue. [`Sqs`](super::Sqs) is the real one; tests have their own.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use super::{Message, Receipt};

/// The most that SQS takes in one batch, and hands over in one receive.
pub const BATCH: usize = 10;

/// A queue, as far as the polling loop needs it. Every call is one attempt with a time limit of its own:
/// trying again, and how soon, is the loop's affair.
pub trait Queue: Send + Sync + 'static {
    /// The queue's URL or, before a lookup by name has succeeded, its name. For logs and errors.
    fn name(&self) -> &str;

    /// Finds the queue, and what the loop needs to know of it.
    fn open(&self) -> impl Future<Output = Result<Opened, QueueError>> + Send;

    /// Receives messages, waiting for the first if there are none.
    fn receive(
        &self,
        request: ReceiveRequest,
    ) -> impl Future<Output = Result<Vec<Message>, QueueError>> + Send;

    /// Deletes up to [`BATCH`] messages. `Ok` lists those that were not deleted.
    fn delete(
        &self,
        receipts: &[Receipt],
    ) -> impl Future<Output = Result<Vec<EntryFailure>, QueueError>> + Send;

    /// Sets for how long from now up to [`BATCH`] messages are hidden. `Ok` lists those for which it failed.
    fn change_visibility(
        &self,
        changes: &[VisibilityChange],
    ) -> impl Future<Output = Result<Vec<EntryFailure>, QueueError>> + Send;
}

/// What was learnt of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The queue's own visibility timeout; nothing if the worker may not read it.
    pub visibility_timeout: Option<Duration>,
}

/// One `ReceiveMessage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiveRequest {
    /// At most this many messages, 1 to [`BATCH`].
    pub max_messages: usize,
    /// How long to wait for the first, in whole seconds up to 20; zero is a short poll.
    pub wait: Duration,
    /// For how long they are hidden, in whole seconds; nothing for the queue's own visibility timeout.
    pub visibility_timeout: Option<Duration>,
}

/// One entry of a `ChangeMessageVisibilityBatch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibilityChange {
    /// Which message.
    pub receipt: Receipt,
    /// Hidden for this long from now, in whole seconds up to 12 hours; zero makes it visible at once.
    pub hidden_for: Duration,
}

/// An entry of a batch that failed although the call as a whole succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFailure {
    /// Which entry, by its place in the batch.
    pub index: usize,
    /// SQS's code, such as `ReceiptHandleIsInvalid`.
    pub code: String,
    /// SQS's explanation.
    pub message: String,
    /// SQS says that sending the same again cannot help.
    pub sender_fault: bool,
}

impl fmt::Display for EntryFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message)
    }
}

/// A call that failed as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct QueueError {
    /// What that means for trying again.
    pub kind: QueueErrorKind,
    /// AWS's code, or a word for what happened on the way.
    pub code: String,
    /// The explanation.
    pub message: String,
}

/// What a failed call means for trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueErrorKind {
    /// The queue does not exist. It may just have been created or be about to be; for long, it is a mistake.
    Missing,
    /// AWS understood and refused: access denied, unknown credentials, an unusable request. Permissions take
    /// a while to reach every host; for long, it is a mistake.
    Refused,
    /// AWS asks for less. Passes.
    Throttled,
    /// AWS was not reached, did not answer in time, or failed itself. Passes.
    Unavailable,
}

impl QueueErrorKind {
    /// Whether it passes by itself, however long it takes.
    pub fn passes(self) -> bool {
        matches!(self, Self::Throttled | Self::Unavailable)
    }
}
