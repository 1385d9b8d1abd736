//! Receiving: one round after the other, as long as there is room.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::handle::Taken;
use super::poller::Poller;
use super::receive::Patience;
use super::slots::Slot;
use super::{Error, Handler, Message, Queue, QueueError, ReceiveRequest};

/// After a short poll that brought nothing.
const EMPTY_PAUSE: Duration = Duration::from_secs(1);

/// A long poll asks all of SQS's servers; a short one only some, and may miss what there is.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html>
const SHORT_POLLS_TO_BELIEVE: u32 = 3;

/// What a round came to.
enum Round {
    /// So many messages.
    Brought(usize),
    /// SQS refused.
    Failed(QueueError),
    /// The deadline of a stop came first.
    Abandoned,
}

impl<Q: Queue, H: Handler> Poller<Q, H> {
    /// Receives, with so many receives under way at once, until a stop is asked for.
    pub(super) async fn receive_all(&self, receivers: usize) -> Result<(), Error> {
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
        for taken in taken {
            let handling = Arc::clone(&self.handling);
            let stop = self.stop.clone();
            self.handlers.spawn(async move {
                tokio::select! {
                    () = handling.handle(taken) => {}
                    // Dropped where it is; what it has in hand is given back.
                    () = stop.deadline() => {}
                }
            });
        }
    }
}
