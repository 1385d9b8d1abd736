//! A message in hand, and the names that SQS knows it by.

use std::sync::Arc;

/// What SQS needs to know which message is meant. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// The message's id: the same at every delivery. For logs.
    pub message_id: Arc<str>,
    /// The receipt handle: new at every delivery.
    pub handle: Arc<str>,
}

/// A message as it was received.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id and this delivery's receipt handle.
    pub receipt: Receipt,
    /// The URL of the queue that it came from.
    pub queue_url: Arc<str>,
    /// The body, byte for byte.
    pub body: String,
    /// How often it has been received, this time included: 1 or more.
    pub receive_count: u32,
    /// When it was sent: milliseconds since 1970. Nothing if SQS did not say.
    pub sent_at_millis: Option<u64>,
    /// The message group of a FIFO queue's message.
    pub group_id: Option<String>,
}

impl Message {
    /// The message's id.
    pub fn id(&self) -> &str {
        &self.receipt.message_id
    }
}
