//! What a worker does with a message: the parameter of the polling loop.

use std::future::Future;

use super::Message;

/// What a worker does with each message.
///
/// The loop calls [`handle`](Self::handle) for up to `CONCURRENCY` messages of a queue at once; for one of a FIFO
/// message group only when those before it are deleted. While it runs, the message stays hidden from other workers. It runs on the
/// thread that also sends the heartbeats: what computes for long or blocks belongs in `spawn_blocking`. At the
/// deadline of a stop its future is dropped at whatever it awaits, and the message given back.
pub trait Handler: Send + Sync + 'static {
    /// Does the work. `Ok` and the message is deleted; an error, or a panic where panics unwind, and it is made
    /// visible again after a backoff. The same message may come again in either case: SQS delivers at least once.
    fn handle(&self, message: &Message) -> impl Future<Output = Result<(), HandlerError>> + Send;

    /// Goes around each receive, and where a receiver works in rounds around all that becomes of what it received.
    /// `Some` of what `round` comes to; `None`, without running it, and this receiver receives no more.
    fn around<R: Send>(
        &self,
        round: impl Future<Output = R> + Send,
    ) -> impl Future<Output = Option<R>> + Send {
        async { Some(round.await) }
    }

    /// Called once SQS has confirmed the deletion. An error is logged; the message is gone.
    fn deleted(&self, message: &Message) -> impl Future<Output = Result<(), HandlerError>> + Send {
        let _ = message;
        async { Ok(()) }
    }
}

/// Why a message could not be handled.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct HandlerError(Box<dyn std::error::Error + Send + Sync>);

impl HandlerError {
    /// An error from any other, or from a text.
    pub fn new(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}
