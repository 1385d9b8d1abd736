//! A log stream that is being written.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::deliver::{Delivery, Pace};
use super::event::Event;
use super::put::Target;
use super::{LogWriter, LogsError};

/// What of a stream may wait for delivery, in bytes as CloudWatch Logs counts them. Beyond it, writers wait.
pub(super) const ROOM: usize = 4 * 1024 * 1024;

/// A log stream. Clones write to the same. Dropped with its writers, it still delivers what it has.
#[derive(Clone, Debug)]
pub(crate) struct LogStream {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    events: mpsc::UnboundedSender<Event>,
    room: Arc<Semaphore>,
    opened: watch::Receiver<Option<Result<(), LogsError>>>,
    closing: CancellationToken,
    delivered: CancellationToken,
    _close_when_dropped: DropGuard,
}

impl LogStream {
    pub(super) fn start(
        target: Target,
        creation: impl Future<Output = Result<(), LogsError>> + Send + 'static,
        pace: Pace,
    ) -> Self {
        let (events, received) = mpsc::unbounded_channel();
        let (tell_opened, opened) = watch::channel(None);
        let room = Arc::new(Semaphore::new(ROOM));
        let closing = CancellationToken::new();
        let delivered = CancellationToken::new();
        let delivery = Delivery::new(target, received, room.clone(), closing.clone(), pace);
        let end = delivered.clone().drop_guard();
        tokio::spawn(async move {
            // Told however this ends.
            let _end = end;
            let created = creation.await;
            let failed = created.is_err();
            tell_opened.send_replace(Some(created));
            if failed {
                delivery.abandon();
            } else {
                delivery.run().await;
            }
        });
        Self {
            shared: Arc::new(Shared {
                events,
                room,
                opened,
                _close_when_dropped: closing.clone().drop_guard(),
                closing,
                delivered,
            }),
        }
    }

    /// Waits until the stream has been created.
    ///
    /// # Errors
    /// It cannot be created; nothing that is written arrives.
    pub(crate) async fn opened(&self) -> Result<(), LogsError> {
        let mut opened = self.shared.opened.clone();
        match opened.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(created)) => created.clone(),
            _ => Err(LogsError::Stream("its creation was broken off".to_owned())),
        }
    }

    /// A writer for a stream of bytes of its own, such as a container's standard output: lines are kept whole.
    pub(crate) fn writer(&self) -> LogWriter {
        LogWriter::new(self.clone())
    }

    /// Delivers what has been written, and returns when all of it is there, or after a time limit: then a warning
    /// says how much is not. To be called after the writers have ended; what is written later is lost.
    pub(crate) async fn close(&self) {
        self.shared.closing.cancel();
        self.shared.delivered.cancelled().await;
    }

    /// Sends an event, as soon as there is room.
    pub(super) async fn send(&self, text: String) {
        let cost = Event {
            at: 0,
            text: String::new(),
        }
        .cost()
            + text.len();
        let Ok(cost) = u32::try_from(cost) else { return };
        // Closed: whoever writes now has been told that nothing is delivered any more.
        if let Ok(permit) = self.shared.room.acquire_many(cost).await {
            permit.forget();
            let at = now();
            let _ = self.shared.events.send(Event { at, text });
        }
    }
}

/// The machine's time: CloudWatch Logs refuses events of the future, to which an account's clock may be moved.
pub(super) fn now() -> i64 {
    let millis = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    i64::try_from(millis).unwrap_or(i64::MAX)
}
