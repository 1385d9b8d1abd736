//! Keeps the messages in hand hidden.

use std::sync::Arc;
use std::time::Duration;

use tracing::{debug, warn};

use super::in_hand::{Extension, InHand};
use super::{CALLS, Queue, VisibilityChange};

/// Extends what is due, for as long as it is polled. A call that fails is made again with growing pauses, while
/// there is time.
pub(super) async fn beat<Q: Queue>(queue: Arc<Q>, in_hand: Arc<InHand>) {
    let mut changes = in_hand.changes();
    let mut failures = 0;
    loop {
        changes.borrow_and_update();
        let due = in_hand.take_due();
        for receipt in due.at_ceiling {
            warn!(
                queue = queue.name(),
                message = %receipt.message_id,
                "kept hidden for as long as it may be; it will be received again although it is still in hand"
            );
        }
        if !due.extensions.is_empty() {
            failures = extend(queue.as_ref(), &in_hand, &due.extensions, failures).await;
            if failures > 0 {
                tokio::time::sleep(CALLS.next(failures).min(LONGEST_PAUSE)).await;
            }
            continue;
        }
        match in_hand.next_due() {
            Some(at) => tokio::select! {
                () = tokio::time::sleep_until(at) => {}
                _ = changes.changed() => {}
            },
            None => {
                let _ = changes.changed().await;
            }
        }
    }
}

/// A heartbeat must not sleep through the visibility timeout.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Makes one call, and returns how many have failed in a row.
async fn extend<Q: Queue>(queue: &Q, in_hand: &InHand, extensions: &[Extension], failures: u32) -> u32 {
    let changes: Vec<_> = extensions
        .iter()
        .map(|extension| VisibilityChange {
            receipt: extension.receipt.clone(),
            hidden_for: extension.hidden_for,
        })
        .collect();
    match queue.change_visibility(&changes).await {
        Ok(failed) => {
            let mut left = 0;
            for (index, extension) in extensions.iter().enumerate() {
                match failed.iter().find(|failure| failure.index == index) {
                    None => in_hand.extended(extension, true),
                    Some(failure) if !in_hand.holds(extension.delivery) => {
                        // Deleted while the call was under way.
                        debug!(message = %extension.receipt.message_id, %failure, "not extended");
                    }
                    Some(failure) if !failure.sender_fault => {
                        warn!(
                            queue = queue.name(),
                            message = %extension.receipt.message_id,
                            %failure,
                            "the visibility was not extended; trying again"
                        );
                        in_hand.extended(extension, false);
                        left = failures + 1;
                    }
                    Some(failure) => {
                        warn!(
                            queue = queue.name(),
                            message = %extension.receipt.message_id,
                            %failure,
                            "the visibility could not be extended; another worker may receive the message"
                        );
                        in_hand.lost(extension);
                    }
                }
            }
            left
        }
        Err(error) => {
            warn!(queue = queue.name(), %error, "heartbeat failed; trying again");
            for extension in extensions {
                in_hand.extended(extension, false);
            }
            failures + 1
        }
    }
}
