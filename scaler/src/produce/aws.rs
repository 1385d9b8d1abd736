//! The calls to SQS. They need `sqs:GetQueueUrl`, where the queue is given by its name, and `sqs:SendMessage`.

use std::time::Duration;

use aws_client::{CallError, QueueName};
use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::types::{BatchResultErrorEntry, SendMessageBatchRequestEntry};

use super::load::Message;
use crate::attempts;

/// `SendMessageBatch` takes so many messages.
pub(super) const BATCH: usize = 10;

/// How often a call is attempted: a run lasts for a minute, and its messages are to arrive.
const ATTEMPTS: u32 = 10;

/// The client.
#[derive(Debug, Clone)]
pub(super) struct Aws {
    client: Client,
}

/// A message that SQS did not take, of a call that it took others of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// Which, by its place in the batch.
    pub(super) index: usize,
    pub(super) reason: String,
    /// Sending the same again cannot help.
    pub(super) is_final: bool,
}

impl Aws {
    /// A client for runs of that length, so that a call that hangs can be tried again within it.
    pub(super) fn new(config: &SdkConfig, run: Duration) -> Self {
        let config = attempts::within(run, config);
        let config = aws_sdk_sqs::config::Builder::from(&config)
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .build();
        Self {
            client: Client::from_conf(config),
        }
    }

    /// The URL of the queue of that name.
    pub(super) async fn look_up(&self, name: &QueueName) -> Result<String, CallError> {
        let call = self.client.get_queue_url().queue_name(name.as_str()).send();
        let answer = call.await?;
        answer.queue_url.ok_or_else(|| CallError {
            code: "UnreadableResponse".to_owned(),
            message: "GetQueueUrl gave no URL".to_owned(),
            status: Some(200),
        })
    }

    /// Sends up to [`BATCH`] messages. `Ok` lists those that were not sent.
    pub(super) async fn send(&self, queue: &str, messages: &[Message]) -> Result<Vec<Refused>, CallError> {
        let entries = messages
            .iter()
            .enumerate()
            .map(|(index, message)| {
                SendMessageBatchRequestEntry::builder()
                    .id(index.to_string())
                    .message_body(&message.body)
                    .set_message_group_id(message.group.clone())
                    .set_message_deduplication_id(message.deduplication.clone())
                    .build()
            })
            .collect::<Result<_, _>>()
            .map_err(|error| CallError {
                code: CallError::NOT_MADE.to_owned(),
                message: error.to_string(),
                status: None,
            })?;
        let call = self
            .client
            .send_message_batch()
            .queue_url(queue)
            .set_entries(Some(entries))
            .send();
        let answer = call.await?;
        let sent = |index: &usize| answer.successful().iter().any(|entry| is(entry.id(), *index));
        let refused = (0..messages.len()).filter(|index| !sent(index)).map(|index| {
            let failure = answer.failed().iter().find(|entry| is(entry.id(), index));
            Refused {
                index,
                reason: failure.map_or_else(
                    || "SQS did not say what became of it".to_owned(),
                    |entry| {
                        format!(
                            "{}: {}",
                            entry.code(),
                            entry.message().unwrap_or("no explanation")
                        )
                    },
                ),
                is_final: failure.is_some_and(BatchResultErrorEntry::sender_fault),
            }
        });
        Ok(refused.collect())
    }
}

fn is(id: &str, index: usize) -> bool {
    id.parse() == Ok(index)
}
