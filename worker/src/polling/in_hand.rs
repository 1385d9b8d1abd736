//! The messages in hand, and until when each is hidden.
//!
//! The heartbeat must not cross a message's settlement (the delay of a retry, giving it back), or it would overwrite
//! it: a settlement pauses it first, and waits for the one that is under way. Beside a deletion it goes on, as that
//! may take longer than the message is hidden; to extend what has just been deleted does nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{BATCH, Ceiling, Receipt};

/// Tells one delivery of a message from all others in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Delivery(u64);

/// The messages of one queue that are in hand.
#[derive(Debug)]
pub(super) struct InHand {
    visibility: Duration,
    ceiling: Ceiling,
    inner: Mutex<Inner>,
    /// Changes whenever a message comes or a heartbeat ends.
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    held: HashMap<Delivery, Held>,
}

#[derive(Debug)]
struct Held {
    receipt: Receipt,
    received: Instant,
    hidden_until: Instant,
    /// When it is extended next; never, once the ceiling is reached.
    due: Option<Instant>,
    extending: bool,
    /// Somebody else is about to set its visibility.
    paused: bool,
    /// Its settlement is under way.
    settling: bool,
}

/// An extension that is due.
#[derive(Debug, Clone)]
pub(super) struct Extension {
    pub(super) delivery: Delivery,
    pub(super) receipt: Receipt,
    pub(super) hidden_for: Duration,
    hidden_until: Instant,
}

/// What is due now.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// To be extended, at most a batch.
    pub(super) extensions: Vec<Extension>,
    /// Kept for as long as it may be: these will become visible.
    pub(super) at_ceiling: Vec<Receipt>,
}

impl InHand {
    pub(super) fn new(visibility: Duration, ceiling: Ceiling) -> Arc<Self> {
        Arc::new(Self {
            visibility,
            ceiling,
            inner: Mutex::default(),
            changed: watch::Sender::new(0),
        })
    }

    /// Takes a message that was just received in hand.
    pub(super) fn take(&self, receipt: Receipt) -> Delivery {
        let now = Instant::now();
        let mut inner = self.lock();
        let delivery = Delivery(inner.next);
        inner.next += 1;
        let held = Held {
            receipt,
            received: now,
            hidden_until: now + self.visibility,
            due: Some(now + self.beat()),
            extending: false,
            paused: false,
            settling: false,
        };
        inner.held.insert(delivery, held);
        drop(inner);
        self.wake();
        delivery
    }

    /// Keeps heartbeats off a message whose visibility is about to be set, once
    /// the one under way for it has ended. Nothing if it is not in hand any more. Safe to drop.
    pub(super) async fn pause(&self, delivery: Delivery) -> Option<Receipt> {
        let mut changes = self.changed.subscribe();
        loop {
            changes.borrow_and_update();
            {
                let mut inner = self.lock();
                let held = inner.held.get_mut(&delivery)?;
                held.paused = true;
                if !held.extending {
                    return Some(held.receipt.clone());
                }
            }
            // Cannot fail: the sender is ours.
            let _ = changes.changed().await;
        }
    }

    /// A message's settlement is about to begin.
    pub(super) fn begin_settling(&self, delivery: Delivery) {
        if let Some(held) = self.lock().held.get_mut(&delivery) {
            held.settling = true;
        }
    }

    /// For how long a message has been in hand.
    pub(super) fn age(&self, delivery: Delivery) -> Duration {
        let inner = self.lock();
        let held = inner.held.get(&delivery);
        held.map_or(Duration::ZERO, |held| held.received.elapsed())
    }

    /// Whether a message is still in hand, and not already settled by somebody else.
    pub(super) fn holds(&self, delivery: Delivery) -> bool {
        self.lock().held.contains_key(&delivery)
    }

    /// Whether nothing is in hand.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().held.is_empty()
    }

    /// A message that is settled: there is nothing left to extend.
    pub(super) fn forget(&self, delivery: Delivery) {
        self.lock().held.remove(&delivery);
        self.wake();
    }

    /// All that is still in hand, and of which nobody settles what becomes of it.
    pub(super) fn unsettled(&self) -> Vec<Delivery> {
        let inner = self.lock();
        let unsettled = inner.held.iter().filter(|(_, held)| !held.settling);
        let mut unsettled: Vec<_> = unsettled.map(|(delivery, _)| *delivery).collect();
        unsettled.sort_unstable();
        unsettled
    }

    /// When the next extension is due.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let inner = self.lock();
        let free = inner.held.values().filter(|held| !held.paused && !held.extending);
        free.filter_map(|held| held.due).min()
    }

    /// Wakes when that may have changed.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Takes what is due now, or will be within half a beat, so that one call serves many.
    pub(super) fn take_due(&self) -> Due {
        let now = Instant::now();
        let soon = now + self.beat() / 2;
        let mut due = Due::default();
        let mut inner = self.lock();
        if !inner
            .held
            .values()
            .any(|held| !held.paused && held.due.is_some_and(|at| at <= now))
        {
            return due;
        }
        for (delivery, held) in &mut inner.held {
            let untouchable = held.extending || held.paused;
            if due.extensions.len() == BATCH || untouchable || held.due.is_none_or(|at| at > soon) {
                continue;
            }
            let hidden_for = self.ceiling.hide(self.visibility, now - held.received);
            match hidden_for.map(|hidden_for| (hidden_for, now + hidden_for)) {
                Some((hidden_for, hidden_until)) if hidden_until > held.hidden_until => {
                    held.extending = true;
                    due.extensions.push(Extension {
                        delivery: *delivery,
                        receipt: held.receipt.clone(),
                        hidden_for,
                        hidden_until,
                    });
                }
                // Asking now would hide it for less than it is, and later for less still.
                _ => {
                    held.due = None;
                    due.at_ceiling.push(held.receipt.clone());
                }
            }
        }
        due
    }

    /// An extension has been granted, or not: then it is due again at once, with the next beat of whoever asks.
    pub(super) fn extended(&self, extension: &Extension, granted: bool) {
        if let Some(held) = self.lock().held.get_mut(&extension.delivery) {
            held.extending = false;
            if granted {
                held.hidden_until = extension.hidden_until;
            }
            if held.due.is_some() {
                held.due = Some(Instant::now() + if granted { self.beat() } else { Duration::ZERO });
            }
        }
        self.wake();
    }

    /// An extension that cannot be granted any more: SQS does not know the delivery.
    pub(super) fn lost(&self, extension: &Extension) {
        if let Some(held) = self.lock().held.get_mut(&extension.delivery) {
            held.extending = false;
            held.due = None;
        }
        self.wake();
    }

    /// A third of the visibility timeout: one beat may be missed, and another come late.
    fn beat(&self) -> Duration {
        self.visibility / 3
    }

    fn wake(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_hand(ceiling: u64) -> Arc<InHand> {
        InHand::new(
            Duration::from_secs(30),
            Ceiling::new(Duration::from_secs(ceiling)),
        )
    }

    fn receipt(id: &str) -> Receipt {
        Receipt {
            message_id: id.into(),
            handle: format!("handle of {id}").into(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_is_due_after_a_third_of_its_visibility_timeout() {
        let hand = in_hand(3600);
        hand.take(receipt("a"));
        assert!(hand.take_due().extensions.is_empty());
        tokio::time::advance(Duration::from_secs(10)).await;
        let due = hand.take_due();
        assert_eq!(due.extensions.len(), 1);
        assert_eq!(due.extensions[0].hidden_for, Duration::from_secs(30));
        assert!(
            hand.take_due().extensions.is_empty(),
            "one that is being extended is not taken again"
        );
        hand.extended(&due.extensions[0], true);
        tokio::time::advance(Duration::from_secs(9)).await;
        assert!(hand.take_due().extensions.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn an_extension_never_shortens_and_ends_at_the_ceiling() {
        let hand = in_hand(60);
        let received = Instant::now();
        hand.take(receipt("a"));
        let mut hidden_until = received + Duration::from_secs(30);
        while let Some(at) = hand.next_due() {
            tokio::time::sleep_until(at).await;
            for extension in hand.take_due().extensions {
                assert!(extension.hidden_until > hidden_until);
                hidden_until = extension.hidden_until;
                hand.extended(&extension, true);
            }
        }
        assert_eq!(hidden_until - received, Duration::from_secs(60));
    }

    #[tokio::test(start_paused = true)]
    async fn a_settlement_waits_for_the_heartbeat_under_way() {
        let hand = in_hand(3600);
        let delivery = hand.take(receipt("a"));
        tokio::time::advance(Duration::from_secs(10)).await;
        let due = hand.take_due();
        let waiting = Arc::clone(&hand);
        let pause = tokio::spawn(async move { waiting.pause(delivery).await });
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(!pause.is_finished());
        hand.extended(&due.extensions[0], true);
        assert_eq!(pause.await.expect("ran"), Some(receipt("a")));
        tokio::time::advance(Duration::from_secs(60)).await;
        assert!(hand.take_due().extensions.is_empty());
        hand.forget(delivery);
        assert_eq!(hand.pause(delivery).await, None);
    }
}
