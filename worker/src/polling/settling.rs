//! Settling messages that are in hand without deleting them.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::Queue;
use super::give_back::give_back;
use super::in_hand::{Delivery, InHand};

/// A queue, and what of it is in hand. Clones share both.
#[derive(Debug)]
pub(super) struct Settling<Q> {
    pub(super) queue: Arc<Q>,
    pub(super) in_hand: Arc<InHand>,
}

impl<Q> Clone for Settling<Q> {
    fn clone(&self) -> Self {
        Self {
            queue: Arc::clone(&self.queue),
            in_hand: Arc::clone(&self.in_hand),
        }
    }
}

impl<Q: Queue> Settling<Q> {
    /// Ends the heartbeat of these messages, and makes them visible after the delay (zero: at once). From the call
    /// on nobody else settles them.
    pub(super) fn settle(
        &self,
        deliveries: Vec<Delivery>,
        delay: Duration,
    ) -> impl Future<Output = ()> + Send + use<Q> {
        for delivery in &deliveries {
            self.in_hand.begin_settling(*delivery);
        }
        let Self { queue, in_hand } = self.clone();
        async move {
            let mut receipts = Vec::with_capacity(deliveries.len());
            for delivery in &deliveries {
                receipts.extend(in_hand.pause(*delivery).await);
            }
            give_back(queue.as_ref(), receipts, delay).await;
            for delivery in deliveries {
                in_hand.forget(delivery);
            }
        }
    }
}
