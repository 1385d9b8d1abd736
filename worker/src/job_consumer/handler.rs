//! A round: protection, one poll, the job that it brings, and the release.

use std::future::Future;
use std::time::Duration;

use tracing::warn;

use super::Job;
use crate::output::Output;
use crate::polling::{Handler, HandlerError, Message, Stop};
use crate::protection::{Hold, ProtectionManager, Released};
use crate::telling::tell;

/// Prints the documented lines, and works by waiting.
///
/// No poll begins before protection is in force: what it brings could be lost to a scale-in otherwise. Where
/// protection is rejected, the worker winds down.
#[derive(Debug)]
pub struct JobConsumer {
    protection: ProtectionManager,
    output: Output,
    longest: Duration,
    stop: Stop,
}

impl JobConsumer {
    /// Prints to `output`; no job takes longer than `longest`.
    pub fn new(protection: ProtectionManager, output: Output, longest: Duration, stop: Stop) -> Self {
        Self {
            protection,
            output,
            longest,
            stop,
        }
    }

    /// Protection in force, unless an end is asked for before.
    async fn protected(&self) -> Option<Hold> {
        tell(&self.output, "Acquiring task protection").await;
        tokio::select! {
            // The rejection itself is told by whoever listens to the manager's events.
            acquired = self.protection.acquire() => {
                if acquired.is_err() {
                    self.stop.wind_down();
                }
                acquired.ok()
            }
            () = self.stop.requested() => None,
        }
    }

    async fn release(&self, hold: Hold) {
        tell(&self.output, "Releasing task protection").await;
        if let Ok(Released::Unprotected) = hold.release().await {
            tell(&self.output, "Task protection released").await;
        }
    }
}

impl Handler for JobConsumer {
    async fn around<R: Send>(&self, round: impl Future<Output = R> + Send) -> Option<R> {
        let hold = self.protected().await?;
        tell(&self.output, "Long polling for messages").await;
        let outcome = round.await;
        self.release(hold).await;
        Some(outcome)
    }

    async fn handle(&self, message: &Message) -> Result<(), HandlerError> {
        let job = Job::read(&message.body, self.longest);
        let millis = job.takes.as_millis();
        if let Some(departs) = job.departs {
            warn!(
                message = message.id(),
                "its body {departs}; the job takes {millis} ms"
            );
        }
        let received = format!("{} - Received", message.id());
        let working = format!("{} - Working for {millis} milliseconds", message.id());
        self.output
            .lines(&[received.as_bytes(), working.as_bytes()])
            .await
            .map_err(HandlerError::new)?;
        tokio::time::sleep(job.takes).await;
        Ok(())
    }

    async fn deleted(&self, message: &Message) -> Result<(), HandlerError> {
        let done = format!("{} - Done", message.id());
        self.output
            .lines(&[done.as_bytes()])
            .await
            .map_err(HandlerError::new)
    }
}
