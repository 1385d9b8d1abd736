//! Making messages visible again: at once when the worker stops, after a delay when their handler failed.

use std::time::Duration;

use tracing::{error, warn};

use super::{BATCH, CALLS, Queue, Receipt, VisibilityChange};

/// How often it is tried. After that the visibility timeout brings the message back, only later.
const TRIES: u32 = 5;

/// Makes messages visible again after `delay` (zero: at once), in batches. They must be in no other's hand: their
/// heartbeat has ended.
pub(super) async fn give_back<Q: Queue>(queue: &Q, receipts: Vec<Receipt>, delay: Duration) {
    for batch in receipts.chunks(BATCH) {
        let mut left: Vec<VisibilityChange> = batch
            .iter()
            .map(|receipt| VisibilityChange {
                receipt: receipt.clone(),
                hidden_for: delay,
            })
            .collect();
        for failures in 1..=TRIES {
            left = attempt(queue, left).await;
            if left.is_empty() {
                break;
            }
            if failures < TRIES {
                tokio::time::sleep(CALLS.next(failures)).await;
            }
        }
        for change in left {
            error!(
                queue = queue.name(),
                message = %change.receipt.message_id,
                "could not be made visible again; it will be when its visibility timeout is over"
            );
        }
    }
}

/// One call; returns what may be tried again.
async fn attempt<Q: Queue>(queue: &Q, changes: Vec<VisibilityChange>) -> Vec<VisibilityChange> {
    match queue.change_visibility(&changes).await {
        Ok(failed) => {
            let again = |index: usize| {
                failed
                    .iter()
                    .any(|failure| failure.index == index && !failure.sender_fault)
            };
            for failure in &failed {
                let message = changes
                    .get(failure.index)
                    .map(|change| change.receipt.message_id.as_ref());
                warn!(queue = queue.name(), message, %failure, "not made visible again");
            }
            changes
                .into_iter()
                .enumerate()
                .filter(|(index, _)| again(*index))
                .map(|(_, change)| change)
                .collect()
        }
        Err(error) => {
            warn!(queue = queue.name(), %error, "making messages visible again failed");
            changes
        }
    }
}
