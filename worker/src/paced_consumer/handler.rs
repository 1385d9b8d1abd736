//! What it does with a message: works for as long as it says, and measures that.

use std::time::Duration;

use tracing::debug;

use super::Work;
use super::publisher::Measurements;
use crate::output::Output;
use crate::polling::{Handler, HandlerError, Message};
use crate::protection::ProtectionManager;
use crate::telling::tell;

/// Works by waiting, and wishes the task to be protected meanwhile. Work waits for no protection: a task that is told to
/// stop before it is protected gives back what it cannot finish.
#[derive(Debug)]
pub(super) struct PacedConsumer {
    measurements: Measurements,
    output: Output,
    /// No work takes longer.
    longest: Duration,
    protection: Option<ProtectionManager>,
}

impl PacedConsumer {
    pub(super) fn new(
        measurements: Measurements,
        output: Output,
        longest: Duration,
        protection: Option<ProtectionManager>,
    ) -> Self {
        Self {
            measurements,
            output,
            longest,
            protection,
        }
    }
}

impl Handler for PacedConsumer {
    async fn handle(&self, message: &Message) -> Result<(), HandlerError> {
        let work = Work::read(&message.body, self.longest).map_err(HandlerError::new)?;
        debug!(message = message.id(), "working for {} s", work.seconds);
        let _hold = self.protection.as_ref().map(ProtectionManager::hold);
        let _working = self.measurements.at_work.begin();
        tokio::time::sleep(work.duration).await;
        Ok(())
    }

    async fn deleted(&self, message: &Message) -> Result<(), HandlerError> {
        let work = Work::read(&message.body, self.longest).map_err(HandlerError::new)?;
        self.measurements.add(work.seconds);
        tell(&self.output, &line(&work, message)).await;
        Ok(())
    }
}

/// `Worked for 5 s: id 7, group a, message 0f9d...`
fn line(work: &Work, message: &Message) -> String {
    let named =
        |name: &str, value: Option<&str>| value.map_or_else(String::new, |value| format!("{name} {value}, "));
    format!(
        "Worked for {} s: {}{}message {}",
        work.seconds,
        named("id", work.id.as_deref()),
        named("group", message.group_id.as_deref()),
        message.id()
    )
}
