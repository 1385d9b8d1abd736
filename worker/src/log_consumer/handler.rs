//! What it does with a message: says so.

use crate::output::Output;
use crate::polling::{Handler, HandlerError, Message};

/// Prints the documented lines. A line that cannot be printed fails the message: it is not deleted unlogged.
#[derive(Debug)]
pub struct LogConsumer {
    output: Output,
    fail_on: Option<String>,
}

impl LogConsumer {
    /// Prints to `output`; messages that contain `fail_on` fail after their body is printed.
    pub fn new(output: Output, fail_on: Option<String>) -> Self {
        Self { output, fail_on }
    }
}

impl Handler for LogConsumer {
    async fn handle(&self, message: &Message) -> Result<(), HandlerError> {
        let body = format!("INFO: The message body: {}", message.body);
        if let Some(text) = &self.fail_on
            && message.body.contains(text.as_str())
        {
            self.output
                .lines(&[body.as_bytes()])
                .await
                .map_err(HandlerError::new)?;
            return Err(HandlerError::new(format!(
                "its body contains '{text}', on which it is to fail"
            )));
        }
        let deleting: &[u8] = b"INFO: Deleting message from the queue...";
        self.output
            .lines(&[body.as_bytes(), deleting])
            .await
            .map_err(HandlerError::new)
    }

    async fn deleted(&self, message: &Message) -> Result<(), HandlerError> {
        let line = format!(
            "INFO: Received and deleted message(s) from {} with message {}",
            message.queue_url,
            message.id()
        );
        self.output
            .lines(&[line.as_bytes()])
            .await
            .map_err(HandlerError::new)
    }
}
