//! Handling the messages of one receive.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::TaskTracker;
use tracing::{debug, error};

use super::busy::Busy;
use super::delete::Handled;
use super::in_hand::Delivery;
use super::settling::Settling;
use super::slots::Slot;
use super::{Ceiling, Handler, HandlerError, LONGEST_IN_HAND, Message, Queue, RetryDelay, Stop};

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

/// What may be handled side by side: each message alone, those of a FIFO queue's message group in their order.
pub(super) fn chains(taken: Vec<Taken>) -> Vec<Vec<Taken>> {
    let mut chains: Vec<Vec<Taken>> = Vec::new();
    let mut of_group: HashMap<String, usize> = HashMap::new();
    for one in taken {
        // On a standard queue a message group is a tenant to be fair to, and promises no order.
        let group = one
            .message
            .group_id
            .as_ref()
            .filter(|_| one.message.queue_url.ends_with(".fifo"));
        match group {
            None => chains.push(vec![one]),
            Some(group) => {
                let index = *of_group.entry(group.clone()).or_insert_with(|| {
                    chains.push(Vec::new());
                    chains.len() - 1
                });
                chains[index].push(one);
            }
        }
    }
    chains
}

impl<Q: Queue, H: Handler> Handling<Q, H> {
    /// Handles them one after the other. Where one fails, or a stop is asked for, those behind it go back: it must
    /// come before them.
    pub(super) async fn handle_chain(self: Arc<Self>, chain: Vec<Taken>, stop: &Stop) {
        let mut chain = chain.into_iter();
        while let Some(mut taken) = chain.next() {
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
                    let (tell, deleted) = oneshot::channel();
                    // Received for as long as the queue is polled, and until all senders are gone.
                    let _ = self.done.send(Handled {
                        message,
                        delivery,
                        deleted: tell,
                        _slot: slot,
                    });
                    // Should its deletion fail, it comes again: before the next of its group.
                    if chain.len() == 0 || deleted.await.is_ok() && !stop.is_requested() {
                        continue;
                    }
                }
                Err(reason) => {
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
                    let failed = self.settling.settle(vec![taken.delivery], delay);
                    self.settle(vec![taken], failed);
                }
            }
            let behind: Vec<_> = chain.collect();
            let deliveries = behind.iter().map(|taken| taken.delivery).collect();
            self.settle(behind, self.settling.settle(deliveries, Duration::ZERO));
            return;
        }
    }

    /// Settles messages beside what else is handled. The deadline of a stop does not end that: a delay that may
    /// have been set already must not be overwritten.
    fn settle(&self, taken: Vec<Taken>, settlement: impl Future<Output = ()> + Send + 'static) {
        self.settlements.spawn(async move {
            settlement.await;
            // Their room is free from then on.
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
