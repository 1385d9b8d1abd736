//! Sending the messages of a run.

use std::time::Duration;

use command_line::{Shutdown, duration};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::warn;

use super::aws::{Aws, BATCH};
use super::load::Message;

/// The pause before a message is sent again that SQS did not take; it doubles, up to the longest.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What became of a run.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// In the order in which SQS took them.
    pub(super) messages: Vec<(Message, Instant)>,
    /// Why others were not sent, each once.
    pub(super) why: Vec<String>,
    /// A stop was asked for before all were.
    pub(super) stopped: bool,
}

/// What sending needs beside the messages.
#[derive(Debug)]
pub(super) struct Sender<'a> {
    pub(super) aws: &'a Aws,
    pub(super) queue: &'a str,
    pub(super) shutdown: &'a Shutdown,
    /// When the run is given up, and how long it was then.
    pub(super) deadline: Instant,
    pub(super) limit: Duration,
}

impl Sender<'_> {
    /// Sends them, ten a call, one call after the other: a group's order is that of its messages, as long as SQS takes each.
    /// A call that fails as a whole ends the run, for the SDK has tried it often enough. A stop lets the call that is under
    /// way end, and makes no other.
    pub(super) async fn send(&self, messages: Vec<Message>) -> Sent {
        let mut sent = Sent::default();
        let mut messages = messages.into_iter();
        loop {
            let batch: Vec<Message> = messages.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return sent;
            }
            if !self.batch(batch, &mut sent).await {
                return sent;
            }
        }
    }

    /// Sends a batch, and again what of it was not taken. Whether the run goes on.
    async fn batch(&self, mut left: Vec<Message>, sent: &mut Sent) -> bool {
        let mut pause = PAUSE;
        loop {
            if self.shutdown.is_requested() {
                sent.stopped = true;
                return false;
            }
            let call = Box::pin(self.aws.send(self.queue, &left));
            let refused = match timeout_at(self.deadline, call).await {
                Ok(Ok(refused)) => refused,
                Ok(Err(error)) => return sent.fail(error.to_string()),
                Err(_) => return sent.fail(self.too_long()),
            };
            let now = Instant::now();
            let mut again = Vec::new();
            for (index, message) in left.into_iter().enumerate() {
                match refused.iter().find(|refused| refused.index == index) {
                    None => sent.messages.push((message, now)),
                    Some(refused) if refused.is_final => {
                        sent.note(format!("{} ({})", refused.reason, message.body));
                    }
                    Some(refused) => {
                        warn!("{} was not sent, trying again: {}", message.body, refused.reason);
                        again.push(message);
                    }
                }
            }
            if again.is_empty() {
                return true;
            }
            if now + pause >= self.deadline {
                return sent.fail(self.too_long());
            }
            tokio::select! {
                () = sleep(pause) => {}
                () = self.shutdown.requested() => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            left = again;
        }
    }

    fn too_long(&self) -> String {
        format!("the run took longer than {}", duration::show(self.limit))
    }
}

impl Sent {
    fn note(&mut self, why: String) {
        if !self.why.contains(&why) {
            self.why.push(why);
        }
    }

    /// The run ends here.
    fn fail(&mut self, why: String) -> bool {
        self.note(why);
        false
    }
}
