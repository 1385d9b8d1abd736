//! Handling a message, and what becomes of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use tracing::{debug, error};

use super::busy::Busy;
use super::delete::Handled;
use super::in_hand::Delivery;
use super::settling::Settling;
use super::slots::Slot;
use super::{Ceiling, Handler, HandlerError, LONGEST_IN_HAND, Message, Queue, RetryDelay};

/// A message in hand that has room to be handled.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) message: Message,
    pub(super) delivery: Delivery,
    pub(super) slot: Slot,
}

/// What handling needs to know of its queue.
#[derive(Debug)]
pub(super) struct Handling<Q, H> {
    pub(super) handler: Arc<H>,
    pub(super) settling: Settling<Q>,
    pub(super) retry_delay: RetryDelay,
    /// To be deleted.
    pub(super) done: mpsc::UnboundedSender<Handled>,
    pub(super) busy: Busy,
    /// Those under way.
    pub(super) settlements: TaskTracker,
}

impl<Q: Queue, H: Handler> Handling<Q, H> {
    /// Handles it, and hands it over for deletion; or has it come again after a delay.
    pub(super) async fn handle(self: Arc<Self>, mut taken: Taken) {
        let busy = self.busy.begin();
        let outcome = self.call(&taken.message).await;
        drop(busy);
        taken.slot.handled();
        match outcome {
            Ok(()) => {
                let Taken {
                    message,
                    delivery,
                    slot,
                } = taken;
                // Received for as long as the queue is polled, and until all senders are gone.
                let _ = self.done.send(Handled {
                    message,
                    delivery,
                    _slot: slot,
                });
            }
            Err(reason) => self.retry(taken, &reason),
        }
    }

    fn retry(&self, taken: Taken, reason: &HandlerError) {
        let delay = self.retry_delay.after(taken.message.receive_count);
        // SQS refuses what goes beyond its limit, and then there would be no delay at all.
        let delay = Ceiling::new(LONGEST_IN_HAND)
            .hide(delay, self.settling.in_hand.age(taken.delivery))
            .unwrap_or_default();
        error!(
            queue = self.settling.queue.name(),
            message = taken.message.id(),
            receives = taken.message.receive_count,
            %reason,
            "failed; it will be received again in {} s",
            delay.as_secs()
        );
        let settlement = self.settling.settle(vec![taken.delivery], delay);
        // Beside what else is handled. The deadline of a stop does not end it: a delay that may have been set already
        // must not be overwritten.
        self.settlements.spawn(async move {
            settlement.await;
            // Its room is free from then on.
            drop(taken);
        });
    }

    /// Calls the handler. A panic is a failure of this one message.
    async fn call(&self, message: &Message) -> Result<(), HandlerError> {
        debug!(
            queue = self.settling.queue.name(),
            message = message.id(),
            "handling"
        );
        let handling = AssertUnwindSafe(self.handler.handle(message)).catch_unwind();
        handling.await.unwrap_or_else(|panic| {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            Err(HandlerError::new(format!("the handler panicked: {text}")))
        })
    }
}
