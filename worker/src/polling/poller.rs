//! The loop of one queue.

use std::sync::Arc;
use std::time::Duration;

use futures::future::{join, join_all};
use tokio::sync::mpsc;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};
use tracing::{info, warn};

use super::busy::Busy;
use super::delete::delete_all;
use super::handle::{Handling, Taken, chains};
use super::heartbeat::beat;
use super::in_hand::InHand;
use super::receive::Patience;
use super::settling::Settling;
use super::slots::{Slot, Slots};
use super::{
    BATCH, Ceiling, Error, Handler, Message, Opened, Parallelism, Queue, QueueError, ReceiveRequest,
    Settings, Stop,
};

/// Where the queue's own visibility timeout may not be read, or is zero.
const VISIBILITY: Duration = Duration::from_secs(30);

/// After a short poll that brought nothing.
const EMPTY_PAUSE: Duration = Duration::from_secs(1);

/// A long poll asks all of SQS's servers; a short one only some, and may miss what there is.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html>
const SHORT_POLLS_TO_BELIEVE: u32 = 3;

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
        to_delete,
    );
    let mut deletions = AbortOnDropHandle::new(tokio::spawn(deletions));
    let _heartbeat = AbortOnDropHandle::new(tokio::spawn(beat(Arc::clone(&queue), Arc::clone(&in_hand))));
    let settling = Settling { queue, in_hand };
    let retry_delay = settings.retry_delay;
    let poller = Poller {
        request: ReceiveRequest {
            max_messages: BATCH,
            wait,
            visibility_timeout: asked,
        },
        parallelism,
        slots: Slots::new(parallelism.concurrency, parallelism.receivers),
        handling: Arc::new(Handling {
            handler,
            settling: settling.clone(),
            retry_delay,
            done,
            busy,
            settlements: TaskTracker::new(),
        }),
        settling,
        chains: TaskTracker::new(),
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

/// What a round came to.
enum Round {
    /// So many messages.
    Brought(usize),
    /// SQS refused.
    Failed(QueueError),
    /// The deadline of a stop came first.
    Abandoned,
}

/// What the receivers of a queue share.
struct Poller<Q, H> {
    request: ReceiveRequest,
    parallelism: Parallelism,
    slots: Slots,
    handling: Arc<Handling<Q, H>>,
    settling: Settling<Q>,
    chains: TaskTracker,
    stop: Stop,
    limit: Duration,
    until_empty: bool,
}

impl<Q: Queue, H: Handler> Poller<Q, H> {
    /// Receives, with so many receives under way at once, until a stop is asked for.
    async fn receive_all(&self, receivers: usize) -> Result<(), Error> {
        let ended = join_all((0..receivers).map(|_| async {
            let ended = self.receive().await;
            if ended.is_err() {
                self.stop.request();
            }
            ended
        }));
        ended.await.into_iter().collect()
    }

    async fn receive(&self) -> Result<(), Error> {
        let mut patience = Patience::new(self.limit);
        let mut empty = 0;
        loop {
            let room = tokio::select! {
                biased;
                () = self.stop.requested() => return Ok(()),
                room = self.slots.take() => room,
            };
            let handler = &self.handling.handler;
            match handler.around(self.round(room)).await {
                Some(Round::Brought(messages)) => {
                    patience.restore();
                    empty = if messages == 0 { empty + 1 } else { 0 };
                    // What is in hand may fail, and be there again.
                    if self.until_empty
                        && empty >= self.polls_to_believe()
                        && self.settling.in_hand.is_empty()
                    {
                        info!(queue = self.settling.queue.name(), "the queue is empty");
                        return Ok(());
                    }
                    if messages == 0 {
                        self.pause().await;
                    }
                }
                Some(Round::Failed(failure)) => {
                    patience
                        .bear(self.settling.queue.name(), failure, &self.stop)
                        .await?;
                }
                Some(Round::Abandoned) | None => return Ok(()),
            }
        }
    }

    /// One receive, and where the receiver works in rounds all that becomes of what it brings.
    async fn round(&self, mut room: Vec<Slot>) -> Round {
        let queue = &self.settling.queue;
        let request = ReceiveRequest {
            max_messages: room.len(),
            ..self.request
        };
        let round = TaskTracker::new();
        if self.parallelism.in_rounds {
            for slot in &mut room {
                slot.join(&round);
            }
        }
        // Not abandoned at a stop: what it brings to nobody would stay hidden for its visibility timeout. It
        // ends before the deadline unless SQS does not answer at all.
        let received = tokio::select! {
            received = queue.receive(request) => received,
            () = self.stop.deadline() => {
                warn!(queue = queue.name(), "SQS does not answer, the last poll is abandoned");
                return Round::Abandoned;
            }
        };
        match received {
            Ok(messages) => {
                let brought = messages.len();
                self.take(messages, room).await;
                round.close();
                round.wait().await;
                Round::Brought(brought)
            }
            // Room that is not needed while waiting is another receiver's: it is dropped here.
            Err(failure) => Round::Failed(failure),
        }
    }

    /// After how many receives in a row that brought nothing the queue is empty.
    fn polls_to_believe(&self) -> u32 {
        if self.request.wait.is_zero() {
            SHORT_POLLS_TO_BELIEVE
        } else {
            1
        }
    }

    /// After a round that brought nothing.
    async fn pause(&self) {
        let spins = self.request.wait.is_zero();
        let pause = if spins { EMPTY_PAUSE } else { Duration::ZERO }.max(self.parallelism.idle_pause);
        if !pause.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.stop.requested() => {}
            }
        }
    }

    /// Takes what was received in hand, and has it handled; after a stop was asked for it goes back at once.
    async fn take(&self, messages: Vec<Message>, room: Vec<Slot>) {
        let in_hand = &self.settling.in_hand;
        let taken: Vec<Taken> = messages
            .into_iter()
            .zip(room)
            .map(|(message, slot)| Taken {
                delivery: in_hand.take(message.receipt.clone()),
                message,
                slot,
            })
            .collect();
        if self.stop.is_requested() {
            let deliveries = taken.iter().map(|taken| taken.delivery).collect();
            tokio::select! {
                () = self.settling.settle(deliveries, Duration::ZERO) => {}
                () = self.stop.last_moment() => {}
            }
            return;
        }
        for chain in chains(taken) {
            let handling = Arc::clone(&self.handling);
            let stop = self.stop.clone();
            self.chains.spawn(async move {
                tokio::select! {
                    () = handling.handle_chain(chain, &stop) => {}
                    // Dropped where it is; what it has in hand is given back.
                    () = stop.deadline() => {}
                }
            });
        }
    }

    /// Lets what is in hand end, up to the deadline of the stop; gives back the rest.
    async fn settle(self, deletions: &mut AbortOnDropHandle<()>) {
        self.chains.close();
        self.chains.wait().await;
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
