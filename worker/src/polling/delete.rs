//! Deleting what has been handled, in batches.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use super::busy::Busy;
use super::in_hand::{Delivery, InHand};
use super::slots::Slot;
use super::{BATCH, CALLS, Handler, Message, Queue, Receipt};

/// An entry that SQS cannot delete, while it deletes others, is tried again so often: about five minutes. A call
/// that fails as a whole is made again for as long as the message is in hand.
const MOST_RETRIES: u32 = 20;

/// A message that its handler is done with.
#[derive(Debug)]
pub(super) struct Handled {
    pub(super) message: Message,
    pub(super) delivery: Delivery,
    /// Free once the message is gone.
    pub(super) _slot: Slot,
}

/// Deletes what arrives, until no more can. Batches are deleted side by side.
pub(super) async fn delete_all<Q: Queue, H: Handler>(
    queue: Arc<Q>,
    handler: Arc<H>,
    in_hand: Arc<InHand>,
    busy: Busy,
    linger: Duration,
    mut done: mpsc::UnboundedReceiver<Handled>,
) {
    let batches = TaskTracker::new();
    while let Some(first) = done.recv().await {
        let batch = gather(first, &mut done, &busy, linger).await;
        let deleting = delete(
            Arc::clone(&queue),
            Arc::clone(&handler),
            Arc::clone(&in_hand),
            batch,
        );
        batches.spawn(deleting);
    }
    batches.close();
    batches.wait().await;
}

/// A batch: what is there, and what comes before `linger` is over while something else is being handled.
async fn gather(
    first: Handled,
    handled: &mut mpsc::UnboundedReceiver<Handled>,
    busy: &Busy,
    linger: Duration,
) -> Vec<Handled> {
    let mut batch = vec![first];
    let deadline = tokio::time::Instant::now() + linger;
    while batch.len() < BATCH {
        if let Ok(next) = handled.try_recv() {
            batch.push(next);
            continue;
        }
        if busy.is_idle() {
            break;
        }
        match tokio::time::timeout_at(deadline, handled.recv()).await {
            Ok(Some(next)) => batch.push(next),
            Ok(None) | Err(_) => break,
        }
    }
    batch
}

/// Deletes a batch, trying again what SQS could not do, while the heartbeat keeps it hidden.
async fn delete<Q: Queue, H: Handler>(
    queue: Arc<Q>,
    handler: Arc<H>,
    in_hand: Arc<InHand>,
    mut left: Vec<Handled>,
) {
    let mut failures: u32 = 0;
    loop {
        // What was given back at the deadline of a stop is not to be deleted any more.
        left.retain(|handled| in_hand.holds(handled.delivery));
        if left.is_empty() {
            return;
        }
        let receipts: Vec<Receipt> = left
            .iter()
            .map(|handled| handled.message.receipt.clone())
            .collect();
        let mut again = Vec::new();
        match queue.delete(&receipts).await {
            Ok(failed) => {
                let mut deleted = Vec::new();
                for (index, handled) in left.into_iter().enumerate() {
                    match failed.iter().find(|failure| failure.index == index) {
                        None => deleted.push(handled),
                        Some(failure) if failure.sender_fault => {
                            error!(
                                queue = queue.name(), message = handled.message.id(), %failure,
                                "was not deleted, and cannot be; it will be received again"
                            );
                            in_hand.forget(handled.delivery);
                        }
                        Some(failure) if failures >= MOST_RETRIES => {
                            error!(
                                queue = queue.name(), message = handled.message.id(), %failure,
                                "was not deleted in {MOST_RETRIES} tries; it will be received again"
                            );
                            in_hand.forget(handled.delivery);
                        }
                        Some(failure) => {
                            warn!(
                                queue = queue.name(), message = handled.message.id(), %failure,
                                "was not deleted; trying again"
                            );
                            again.push(handled);
                        }
                    }
                }
                for handled in &deleted {
                    in_hand.forget(handled.delivery);
                }
                join_all(deleted.into_iter().map(async |handled| {
                    if let Err(error) = handler.deleted(&handled.message).await {
                        error!(message = handled.message.id(), %error, "was deleted, which could not be told");
                    }
                }))
                .await;
            }
            Err(error) => {
                warn!(queue = queue.name(), %error, messages = left.len(), "deleting failed; trying again");
                again = left;
            }
        }
        left = again;
        if !left.is_empty() {
            failures = failures.saturating_add(1);
            tokio::time::sleep(CALLS.next(failures)).await;
        }
    }
}
