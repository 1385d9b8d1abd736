//! The loop of one queue.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join;
use tokio::sync::mpsc;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};
use tracing::{info, warn};

use super::busy::Busy;
use super::delete::delete_all;
use super::handle::Handling;
use super::heartbeat::beat;
use super::in_hand::InHand;
use super::receive::Patience;
use super::settling::Settling;
use super::slots::Slots;
use super::{BATCH, Ceiling, Error, Handler, Opened, Parallelism, Queue, ReceiveRequest, Settings, Stop};

/// Where the queue's own visibility timeout may not be read, or is zero.
const VISIBILITY: Duration = Duration::from_secs(30);

/// A FIFO queue is received from one message at a time. More of a receive can be of one group: those behind one that
/// fails would have to go back with it, each time with one receive more, and come to the dead-letter queue with it. SQS
/// hands over none of a group while another of it is in hand, so the groups that are worked on are all different.
const FIFO_BATCH: usize = 1;

/// Polls a queue until a stop is asked for and all in hand is settled.
///
/// # Errors
/// The queue could not be used for too long. The stop is asked for then, and what is in hand is settled too.
pub(super) async fn poll<Q: Queue, H: Handler>(
    queue: Arc<Q>,
    handler: Arc<H>,
    settings: Settings,
    stop: Stop,
) -> Result<(), Error> {
    let Some(opened) = open(queue.as_ref(), &settings, &stop).await? else {
        return Ok(());
    };
    let own = opened.visibility_timeout.filter(|own| !own.is_zero());
    let asked = settings
        .visibility_timeout
        .or(own.is_none().then_some(VISIBILITY));
    let visibility = asked.or(own).unwrap_or(VISIBILITY);
    let parallelism = settings.parallelism;
    let is_fifo = queue.name().strip_suffix(".fifo").is_some();
    let batch = if is_fifo { FIFO_BATCH } else { BATCH };
    let wait = stop.poll_wait(settings.wait);
    info!(
        queue = queue.name(),
        "polling: up to {} at once, waiting {} s for a message, hidden for {} s at a time",
        parallelism.concurrency,
        wait.as_secs(),
        visibility.as_secs()
    );

    let in_hand = InHand::new(visibility, Ceiling::new(settings.max_in_hand));
    let busy = Busy::default();
    let (done, to_delete) = mpsc::unbounded_channel();
    let deletions = delete_all(
        Arc::clone(&queue),
        Arc::clone(&handler),
        Arc::clone(&in_hand),
        busy.clone(),
        parallelism.linger,
        to_delete,
    );
    let mut deletions = AbortOnDropHandle::new(tokio::spawn(deletions));
    let _heartbeat = AbortOnDropHandle::new(tokio::spawn(beat(Arc::clone(&queue), Arc::clone(&in_hand))));
    let settling = Settling { queue, in_hand };
    let retry_delay = settings.retry_delay;
    let poller = Poller {
        request: ReceiveRequest {
            max_messages: batch,
            wait,
            visibility_timeout: asked,
        },
        parallelism,
        slots: Slots::new(parallelism, batch),
        handling: Arc::new(Handling {
            handler,
            settling: settling.clone(),
            retry_delay,
            done,
            busy,
            settlements: TaskTracker::new(),
        }),
        settling,
        handlers: TaskTracker::new(),
        stop: stop.clone(),
        limit: settings.queue_missing_timeout,
        until_empty: settings.until_empty,
    };
    let received = poller.receive_all(parallelism.receivers).await;
    if received.is_err() {
        // The other queues' loops end with this one.
        stop.request();
    }
    poller.settle(&mut deletions).await;
    received
}

/// Finds the queue; nothing when a stop comes first.
async fn open<Q: Queue>(queue: &Q, settings: &Settings, stop: &Stop) -> Result<Option<Opened>, Error> {
    let mut patience = Patience::new(settings.queue_missing_timeout);
    while !stop.is_requested() {
        let opened = tokio::select! {
            opened = queue.open() => opened,
            () = stop.requested() => return Ok(None),
        };
        match opened {
            Ok(opened) => return Ok(Some(opened)),
            Err(failure) => patience.bear(queue.name(), failure, stop).await?,
        }
    }
    Ok(None)
}

/// What the receivers of a queue share.
pub(super) struct Poller<Q, H> {
    pub(super) request: ReceiveRequest,
    pub(super) parallelism: Parallelism,
    pub(super) slots: Slots,
    pub(super) handling: Arc<Handling<Q, H>>,
    pub(super) settling: Settling<Q>,
    pub(super) handlers: TaskTracker,
    pub(super) stop: Stop,
    pub(super) limit: Duration,
    pub(super) until_empty: bool,
}

impl<Q: Queue, H: Handler> Poller<Q, H> {
    /// Lets what is in hand end, up to the deadline of the stop; gives back the rest.
    async fn settle(self, deletions: &mut AbortOnDropHandle<()>) {
        self.handlers.close();
        self.handlers.wait().await;
        let Self {
            handling,
            settling: rest,
            stop,
            ..
        } = self;
        let settlements = handling.settlements.clone();
        // The deletions end when nothing can be added to them any more.
        drop(handling);
        tokio::select! {
            _ = deletions => {}
            () = stop.deadline() => {}
        }
        let left = rest.in_hand.unsettled();
        if !left.is_empty() {
            info!(
                queue = rest.queue.name(),
                messages = left.len(),
                "giving back what could not be finished"
            );
        }
        settlements.close();
        tokio::select! {
            _ = join(rest.settle(left, Duration::ZERO), settlements.wait()) => {}
            () = stop.last_moment() => {
                warn!(queue = rest.queue.name(), "not all could be given back in time; it comes back by itself");
            }
        }
    }
}
