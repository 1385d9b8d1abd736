//! A queue that behaves as SQS does, under virtual time: visibility, receipt handles, receive counts, the 12-hour
//! ceiling. It remembers what was asked of it and when, and fails as a test scripts it.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::{
    BATCH, EntryFailure, LONGEST_IN_HAND, Message, Opened, Queue, QueueError, QueueErrorKind, Receipt,
    ReceiveRequest, VisibilityChange,
};

/// A queue for tests. Clones are the same queue.
#[derive(Clone)]
pub(crate) struct FakeQueue {
    url: Arc<str>,
    state: Arc<Mutex<State>>,
    sent: Arc<Notify>,
}

/// What happened to a message, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    Received,
    Deleted,
    /// Its visibility was set.
    Hidden(Duration),
    /// Something was asked of it after its deletion, or with an old receipt handle.
    Stray(&'static str),
    /// Its visibility was to exceed 12 hours from its receive.
    BeyondCeiling,
}

/// How many calls there were, successful or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) open: usize,
    pub(crate) receive: usize,
    pub(crate) delete: usize,
    pub(crate) change: usize,
}

/// How long calls take, and what goes wrong with them. Errors are used up, one a call.
#[derive(Default)]
pub(crate) struct Script {
    pub(crate) visibility_timeout: Option<Duration>,
    /// From the request to its effect, and as long again to the answer.
    pub(crate) half_delete: Duration,
    pub(crate) half_change: Duration,
    pub(crate) open_errors: VecDeque<QueueErrorKind>,
    pub(crate) receive_errors: VecDeque<QueueErrorKind>,
    pub(crate) delete_errors: VecDeque<QueueErrorKind>,
    pub(crate) change_errors: VecDeque<QueueErrorKind>,
    /// Entries with these message ids fail, one a call: with `sender_fault` or without.
    pub(crate) delete_failures: VecDeque<(&'static str, bool)>,
    pub(crate) change_failures: VecDeque<(&'static str, bool)>,
    /// From then on nothing answers any more.
    pub(crate) silent_from: Option<Instant>,
}

struct State {
    script: Script,
    calls: Calls,
    stored: Vec<Stored>,
    events: Vec<(Instant, String, Event)>,
    asked: Vec<ReceiveRequest>,
}

struct Stored {
    id: String,
    body: String,
    group: Option<String>,
    visible_at: Instant,
    received_at: Instant,
    receives: u32,
    deleted: bool,
}

/// A call's time on the wire.
const WIRE: Duration = Duration::from_millis(2);

impl FakeQueue {
    /// A queue with a visibility timeout of 30 s. A name that ends in `.fifo` makes a FIFO queue of it.
    pub(crate) fn new(name: &str) -> Self {
        let script = Script {
            visibility_timeout: Some(Duration::from_secs(30)),
            ..Script::default()
        };
        Self {
            url: Arc::from(format!("http://sqs/000000000000/{name}")),
            state: Arc::new(Mutex::new(State {
                script,
                calls: Calls::default(),
                stored: Vec::new(),
                events: Vec::new(),
                asked: Vec::new(),
            })),
            sent: Arc::default(),
        }
    }

    /// Changes what the queue does from now on.
    pub(crate) fn script(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.state().script);
    }

    /// Puts a message on the queue, with its body as its id.
    pub(crate) fn send(&self, body: impl Into<String>) {
        self.send_to(None, body);
    }

    /// Puts a message of a group on the queue.
    pub(crate) fn send_to(&self, group: Option<&str>, body: impl Into<String>) {
        let body = body.into();
        let now = Instant::now();
        self.state().stored.push(Stored {
            id: body.clone(),
            body,
            group: group.map(str::to_owned),
            visible_at: now,
            received_at: now,
            receives: 0,
            deleted: false,
        });
        self.sent.notify_waiters();
    }

    /// Puts messages `m0`, `m1` ... on the queue.
    pub(crate) fn send_many(&self, count: usize) {
        for n in 0..count {
            self.send(format!("m{n}"));
        }
    }

    pub(crate) fn calls(&self) -> Calls {
        self.state().calls
    }

    /// What each receive asked for.
    pub(crate) fn asked(&self) -> Vec<ReceiveRequest> {
        self.state().asked.clone()
    }

    /// What happened to a message.
    pub(crate) fn events(&self, id: &str) -> Vec<Event> {
        self.timeline(id).into_iter().map(|(_, event)| event).collect()
    }

    /// What happened to a message, and when.
    pub(crate) fn timeline(&self, id: &str) -> Vec<(Instant, Event)> {
        let state = self.state();
        let of_it = state.events.iter().filter(|(_, of, _)| of == id);
        of_it.map(|(at, _, event)| (*at, event.clone())).collect()
    }

    /// Events of any message for which `wanted` holds.
    pub(crate) fn count(&self, wanted: impl Fn(&Event) -> bool) -> usize {
        self.state()
            .events
            .iter()
            .filter(|(_, _, event)| wanted(event))
            .count()
    }

    /// How many messages are not deleted.
    pub(crate) fn left(&self) -> usize {
        self.state()
            .stored
            .iter()
            .filter(|stored| !stored.deleted)
            .count()
    }

    /// Whether a message is on the queue and not hidden.
    pub(crate) fn is_visible(&self, id: &str) -> bool {
        let now = Instant::now();
        let state = self.state();
        let mut stored = state.stored.iter();
        stored.any(|stored| stored.id == id && !stored.deleted && stored.visible_at <= now)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn wire(&self, extra: Duration) {
        sleep(WIRE + extra).await;
        let silent = self.state().script.silent_from;
        if silent.is_some_and(|from| from <= Instant::now()) {
            pending::<()>().await;
        }
    }
}

impl State {
    fn note(&mut self, id: &str, event: Event) {
        self.events.push((Instant::now(), id.to_owned(), event));
    }

    /// Takes visible messages, as many as asked for. Of a FIFO group, none while another of it is hidden.
    fn take(&mut self, queue_url: &Arc<str>, request: ReceiveRequest) -> Vec<Message> {
        let now = Instant::now();
        let fifo = queue_url.ends_with(".fifo");
        let default = self.script.visibility_timeout.unwrap_or_default();
        let hidden_for = request.visibility_timeout.unwrap_or(default);
        let blocked: Vec<String> = self
            .stored
            .iter()
            .filter(|stored| fifo && !stored.deleted && stored.visible_at > now)
            .filter_map(|stored| stored.group.clone())
            .collect();
        let mut messages = Vec::new();
        let mut ids = Vec::new();
        for stored in &mut self.stored {
            let is_blocked = stored.group.as_ref().is_some_and(|group| blocked.contains(group));
            if messages.len() == request.max_messages
                || stored.deleted
                || stored.visible_at > now
                || is_blocked
            {
                continue;
            }
            stored.receives += 1;
            stored.received_at = now;
            stored.visible_at = now + hidden_for;
            ids.push(stored.id.clone());
            messages.push(Message {
                receipt: stored.receipt(),
                queue_url: Arc::clone(queue_url),
                body: stored.body.clone(),
                receive_count: stored.receives,
                sent_at_millis: None,
                group_id: stored.group.clone(),
            });
        }
        for id in ids {
            self.note(&id, Event::Received);
        }
        messages
    }

    /// The message that a receipt stands for; nothing, and a stray event, if that is over.
    fn find(&mut self, receipt: &Receipt, what: &'static str) -> Option<usize> {
        let found = self
            .stored
            .iter()
            .position(|stored| !stored.deleted && stored.receipt() == *receipt);
        if found.is_none() {
            self.note(&receipt.message_id, Event::Stray(what));
        }
        found
    }
}

impl Stored {
    fn receipt(&self) -> Receipt {
        Receipt {
            message_id: self.id.as_str().into(),
            handle: format!("{}-{}", self.id, self.receives).into(),
        }
    }
}

fn error(kind: QueueErrorKind) -> QueueError {
    QueueError {
        kind,
        code: format!("{kind:?}"),
        message: "says the test".to_owned(),
    }
}

fn failure(index: usize, sender_fault: bool) -> EntryFailure {
    EntryFailure {
        index,
        code: if sender_fault {
            "ReceiptHandleIsInvalid"
        } else {
            "InternalError"
        }
        .to_owned(),
        message: "says the test".to_owned(),
        sender_fault,
    }
}

/// Takes the scripted failure of an entry, if it is its turn.
fn scripted(failures: &mut VecDeque<(&'static str, bool)>, receipt: &Receipt) -> Option<bool> {
    let at = failures.iter().position(|(id, _)| *id == &*receipt.message_id)?;
    failures.remove(at).map(|(_, sender_fault)| sender_fault)
}

impl Queue for FakeQueue {
    fn name(&self) -> &str {
        &self.url
    }

    async fn open(&self) -> Result<Opened, QueueError> {
        self.state().calls.open += 1;
        self.wire(Duration::ZERO).await;
        let mut state = self.state();
        if let Some(kind) = state.script.open_errors.pop_front() {
            return Err(error(kind));
        }
        Ok(Opened {
            visibility_timeout: state.script.visibility_timeout,
        })
    }

    async fn receive(&self, request: ReceiveRequest) -> Result<Vec<Message>, QueueError> {
        assert!((1..=BATCH).contains(&request.max_messages), "{request:?}");
        {
            let mut state = self.state();
            state.calls.receive += 1;
            state.asked.push(request);
        }
        self.wire(Duration::ZERO).await;
        let end = Instant::now() + request.wait;
        loop {
            let sent = self.sent.notified();
            let next = {
                let mut state = self.state();
                if let Some(kind) = state.script.receive_errors.pop_front() {
                    return Err(error(kind));
                }
                let messages = state.take(&self.url, request);
                if !messages.is_empty() || Instant::now() >= end {
                    return Ok(messages);
                }
                let hidden = state.stored.iter().filter(|stored| !stored.deleted);
                let visible = hidden
                    .map(|stored| stored.visible_at)
                    .filter(|at| *at > Instant::now());
                visible.min().unwrap_or(end).min(end)
            };
            let _ = timeout_at(next, sent).await;
            sleep_until(Instant::now()).await;
        }
    }

    async fn delete(&self, receipts: &[Receipt]) -> Result<Vec<EntryFailure>, QueueError> {
        assert!((1..=BATCH).contains(&receipts.len()), "{receipts:?}");
        self.state().calls.delete += 1;
        let half = self.state().script.half_delete;
        self.wire(half).await;
        let mut failures = Vec::new();
        {
            let mut state = self.state();
            if let Some(kind) = state.script.delete_errors.pop_front() {
                return Err(error(kind));
            }
            for (index, receipt) in receipts.iter().enumerate() {
                if let Some(sender_fault) = scripted(&mut state.script.delete_failures, receipt) {
                    failures.push(failure(index, sender_fault));
                } else if let Some(found) = state.find(receipt, "delete") {
                    state.stored[found].deleted = true;
                    state.note(&receipt.message_id, Event::Deleted);
                }
            }
        }
        // The rest of a FIFO group may be received now.
        self.sent.notify_waiters();
        self.wire(half).await;
        Ok(failures)
    }

    async fn change_visibility(&self, changes: &[VisibilityChange]) -> Result<Vec<EntryFailure>, QueueError> {
        assert!((1..=BATCH).contains(&changes.len()), "{changes:?}");
        self.state().calls.change += 1;
        let half = self.state().script.half_change;
        self.wire(half).await;
        let mut failures = Vec::new();
        {
            let mut state = self.state();
            if let Some(kind) = state.script.change_errors.pop_front() {
                return Err(error(kind));
            }
            for (index, change) in changes.iter().enumerate() {
                if let Some(sender_fault) = scripted(&mut state.script.change_failures, &change.receipt) {
                    failures.push(failure(index, sender_fault));
                    continue;
                }
                let Some(found) = state.find(&change.receipt, "change") else {
                    failures.push(failure(index, true));
                    continue;
                };
                let now = Instant::now();
                let stored = &mut state.stored[found];
                if now + change.hidden_for > stored.received_at + LONGEST_IN_HAND {
                    state.note(&change.receipt.message_id, Event::BeyondCeiling);
                    failures.push(failure(index, true));
                    continue;
                }
                stored.visible_at = now + change.hidden_for;
                state.note(&change.receipt.message_id, Event::Hidden(change.hidden_for));
            }
        }
        self.sent.notify_waiters();
        self.wire(half).await;
        Ok(failures)
    }
}
