//! How many messages may still be taken.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::{BATCH, Parallelism};

/// Messages whose handler is done and whose deletion is not yet confirmed, beyond those being handled: enough that
/// receiving, handling and deleting go on side by side, and few enough that SQS's refusal to delete soon stops
/// receiving.
const BEING_DELETED: usize = 2 * BATCH;

/// The room of one queue.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    handled: Arc<Semaphore>,
    in_hand: Arc<Semaphore>,
    share: usize,
    /// How long to wait for more room once there is some: a fuller batch is worth more than a moment.
    linger: Duration,
}

/// The room for one message. Dropped, it is free again.
#[derive(Debug)]
pub(super) struct Slot {
    handled: Option<OwnedSemaphorePermit>,
    _in_hand: OwnedSemaphorePermit,
    /// The round lasts until all its slots are free.
    round: Option<TaskTrackerToken>,
}

impl Slots {
    /// Room that so many receivers share: one that waits long for messages leaves the others theirs. A receive brings
    /// at most a `batch`.
    pub(super) fn new(parallelism: Parallelism, batch: usize) -> Self {
        let Parallelism {
            concurrency,
            receivers,
            linger,
            ..
        } = parallelism;
        Self {
            handled: Arc::new(Semaphore::new(concurrency)),
            in_hand: Arc::new(Semaphore::new(concurrency + BEING_DELETED)),
            share: concurrency.div_ceil(receivers).clamp(1, batch),
            linger,
        }
    }

    /// Waits until there is room for a message, and then a moment for a whole batch. Takes the room.
    pub(super) async fn take(&self) -> Vec<Slot> {
        let wanted = self.share;
        let mut taken = Vec::with_capacity(wanted);
        taken.extend(self.one().await);
        let rest = async {
            while taken.len() < wanted {
                taken.extend(self.one().await);
            }
        };
        // What has been taken stays taken when the moment is over.
        let _ = tokio::time::timeout(self.linger, rest).await;
        taken
    }

    async fn one(&self) -> Option<Slot> {
        // Neither semaphore is ever closed.
        let in_hand = Arc::clone(&self.in_hand).acquire_owned().await.ok()?;
        let handled = Arc::clone(&self.handled).acquire_owned().await.ok()?;
        Some(Slot {
            handled: Some(handled),
            _in_hand: in_hand,
            round: None,
        })
    }
}

impl Slot {
    /// The message that takes it belongs to a round.
    pub(super) fn join(&mut self, round: &TaskTracker) {
        self.round = Some(round.token());
    }

    /// The handler is done: another message may be handled, while this one is still in hand.
    pub(super) fn handled(&mut self) {
        self.handled = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(concurrency: usize) -> Slots {
        let parallelism = Parallelism {
            concurrency,
            ..Parallelism::one_at_a_time(1)
        };
        Slots::new(parallelism, BATCH)
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_are_handed_out_than_may_be_handled() {
        let slots = slots(3);
        let taken = slots.take().await;
        assert_eq!(taken.len(), 3);
        assert!(
            tokio::time::timeout(Duration::from_secs(60), slots.take())
                .await
                .is_err()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn those_being_deleted_make_room_up_to_a_limit() {
        let slots = slots(10);
        let mut in_hand = Vec::new();
        for _ in 0..3 {
            let mut taken = slots.take().await;
            assert_eq!(taken.len(), 10);
            taken.iter_mut().for_each(Slot::handled);
            in_hand.extend(taken);
        }
        assert!(
            tokio::time::timeout(Duration::from_secs(60), slots.take())
                .await
                .is_err()
        );
        in_hand.truncate(26);
        assert_eq!(slots.take().await.len(), 4);
    }
}
