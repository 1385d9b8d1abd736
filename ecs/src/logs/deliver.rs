//! Delivers the events of a stream: one request at a time, in the order in which they came.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::batch::Batch;
use super::event::Event;
use super::put::Target;

/// How the events of a stream are delivered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// How long an event waits for others to go with it: LocalStack takes some hundred calls a second in all.
    pub(super) gather: Duration,
    /// The pause before a request that failed is made again.
    pub(super) first_pause: Duration,
    /// How long what is left is tried to be delivered after the stream was closed.
    pub(super) close_within: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            gather: Duration::from_millis(75),
            first_pause: Duration::from_millis(100),
            close_within: Duration::from_secs(15),
        }
    }
}

#[derive(Debug)]
pub(super) struct Delivery {
    target: Target,
    events: mpsc::UnboundedReceiver<Event>,
    /// The event that did not fit into the last batch.
    next: Option<Event>,
    /// The time of the latest event so far.
    latest: i64,
    /// Given back what has been delivered.
    room: Arc<Semaphore>,
    closing: CancellationToken,
    pace: Pace,
    lost: usize,
    why: Option<String>,
}

impl Delivery {
    pub(super) fn new(
        target: Target,
        events: mpsc::UnboundedReceiver<Event>,
        room: Arc<Semaphore>,
        closing: CancellationToken,
        pace: Pace,
    ) -> Self {
        Self {
            target,
            events,
            next: None,
            latest: i64::MIN,
            room,
            closing,
            pace,
            lost: 0,
            why: None,
        }
    }

    /// There is no stream: lets go whoever writes.
    pub(super) fn abandon(mut self) {
        self.room.close();
        self.events.close();
    }

    /// Delivers until the stream is closed and everything is there, or the time for that has passed.
    pub(super) async fn run(mut self) {
        let (closing, within) = (self.closing.clone(), self.pace.close_within);
        let overdue = async {
            closing.cancelled().await;
            tokio::time::sleep(within).await;
        };
        tokio::pin!(overdue);
        while let Some(batch) = self.gather().await {
            let put = self.target.put(&batch, self.pace.first_pause);
            tokio::select! {
                biased;
                (lost, why) = put => self.count(lost, why),
                () = &mut overdue => {
                    self.count(batch.len(), Some(format!("they could not be delivered within {within:?}")));
                    break;
                }
            }
            self.room.add_permits(batch.cost());
        }
        // Whoever still writes is let go: nothing is delivered any more.
        self.room.close();
        self.events.close();
        let mut rest = usize::from(self.next.is_some());
        while self.events.try_recv().is_ok() {
            rest += 1;
        }
        self.count(rest, None);
        if self.lost > 0 {
            let why = self.why.unwrap_or_default();
            tracing::warn!("{}: {} events were lost: {why}", self.target, self.lost);
        }
    }

    /// The events of the next request; `None` when there are no more.
    async fn gather(&mut self) -> Option<Batch> {
        let first = match self.next.take() {
            Some(event) => event,
            None => self.receive().await?,
        };
        let mut batch = Batch::of(first);
        let flush = tokio::time::sleep(self.pace.gather);
        tokio::pin!(flush);
        loop {
            let event = tokio::select! {
                biased;
                event = self.receive() => event,
                () = &mut flush => return Some(batch),
            };
            let Some(event) = event else {
                return Some(batch);
            };
            if let Err(event) = batch.add(event) {
                self.next = Some(event);
                return Some(batch);
            }
        }
    }

    /// The next event; `None` when the stream is closed and there are no more.
    async fn receive(&mut self) -> Option<Event> {
        let event = tokio::select! {
            biased;
            event = self.events.recv() => event,
            () = self.closing.cancelled(), if !self.events.is_closed() => {
                self.events.close();
                self.events.recv().await
            }
        };
        event.map(|event| {
            // Two writers are stamped side by side, and a machine's clock may be set back; readers sort by time.
            self.latest = self.latest.max(event.at);
            Event {
                at: self.latest,
                ..event
            }
        })
    }

    fn count(&mut self, lost: usize, why: Option<String>) {
        if lost > 0 && self.lost == 0 {
            tracing::debug!(
                "{}: {lost} events are lost: {}",
                self.target,
                why.as_deref().unwrap_or_default()
            );
        }
        self.lost += lost;
        self.why = why.or(self.why.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::Upstream;
    use crate::localstack::LocalStack;
    use crate::place::Place;

    #[tokio::test]
    async fn time_does_not_run_backwards_within_a_stream() {
        let nowhere = LocalStack::at(&Upstream::parse("http://127.0.0.1:1").expect("an address"));
        let target = Target {
            client: aws_sdk_cloudwatchlogs::Client::new(
                &nowhere.config(&Place::new("111122223333", "us-east-1")),
            ),
            group: "group".to_owned(),
            stream: "stream".to_owned(),
        };
        let (events, received) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(0));
        let mut delivery = Delivery::new(target, received, room, CancellationToken::new(), Pace::default());
        for at in [5, 3, 7] {
            let event = Event {
                at,
                text: at.to_string(),
            };
            events.send(event).expect("received");
        }
        let batch = delivery.gather().await.expect("a batch");
        let times: Vec<(i64, &str)> = batch
            .events()
            .iter()
            .map(|event| (event.at, event.text.as_str()))
            .collect();
        assert_eq!(times, [(5, "5"), (5, "3"), (7, "7")]);
    }
}
