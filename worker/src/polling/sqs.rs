//! A queue in SQS.

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::types::{
    BatchResultErrorEntry, ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry,
    MessageSystemAttributeName, QueueAttributeName,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use tracing::warn;

use super::sqs_error::classify;
use super::{
    EntryFailure, Message, Opened, Queue, QueueError, QueueErrorKind, Receipt, ReceiveRequest,
    VisibilityChange,
};
use crate::settings::QueueReference;

/// Every call but a receive is answered at once or not at all.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);
/// A receive may take this much longer than it waits for messages: what it brings after it was given up is nobody's until
/// its visibility timeout is over.
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Makes the client that all queues share. It does not retry: the polling loop does, with a backoff that a stop
/// ends at once, and lets heartbeats through between the attempts.
pub(crate) fn client(config: &aws_config::SdkConfig) -> Client {
    Client::from_conf(
        aws_sdk_sqs::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .build(),
    )
}

/// A queue in SQS.
#[derive(Debug)]
pub struct Sqs {
    client: Client,
    reference: QueueReference,
    url: OnceLock<Arc<str>>,
}

impl Sqs {
    /// The queue behind a URL or name. Nothing is called yet.
    pub fn new(client: Client, reference: QueueReference) -> Self {
        let url = OnceLock::new();
        if let QueueReference::Url(known) = &reference {
            let _ = url.set(Arc::from(known.as_str()));
        }
        Self {
            client,
            reference,
            url,
        }
    }

    fn url(&self) -> Option<String> {
        self.url.get().map(|url| url.as_ref().to_owned())
    }

    async fn look_up(&self) -> Result<(), QueueError> {
        let QueueReference::Name(name) = &self.reference else {
            return Ok(());
        };
        let call = self.client.get_queue_url().queue_name(name.as_str()).send();
        let found = in_time(CALL_TIMEOUT, call).await?;
        let url = found.queue_url().ok_or_else(|| QueueError {
            kind: QueueErrorKind::Missing,
            code: "QueueDoesNotExist".to_owned(),
            message: "GetQueueUrl gave no URL".to_owned(),
        })?;
        let _ = self.url.set(Arc::from(url));
        Ok(())
    }
}

impl Queue for Sqs {
    fn name(&self) -> &str {
        match (&self.reference, self.url.get()) {
            (_, Some(url)) => url,
            (QueueReference::Name(name), None) => name.as_str(),
            (QueueReference::Url(url), None) => url.as_str(),
        }
    }

    async fn open(&self) -> Result<Opened, QueueError> {
        if self.url.get().is_none() {
            Box::pin(self.look_up()).await?;
        }
        let call = self
            .client
            .get_queue_attributes()
            .set_queue_url(self.url())
            .attribute_names(QueueAttributeName::VisibilityTimeout)
            .send();
        let attributes = in_time(CALL_TIMEOUT, call).await;
        let visibility_timeout = match attributes {
            Ok(output) => output
                .attributes()
                .and_then(|attributes| attributes.get(&QueueAttributeName::VisibilityTimeout))
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
            // A role may poll a queue without being allowed to read its attributes.
            Err(error) if error.code.starts_with("AccessDenied") => {
                warn!(queue = self.name(), %error, "the queue's visibility timeout may not be read");
                None
            }
            Err(error) => return Err(error),
        };
        Ok(Opened { visibility_timeout })
    }

    async fn receive(&self, request: ReceiveRequest) -> Result<Vec<Message>, QueueError> {
        let call = self
            .client
            .receive_message()
            .set_queue_url(self.url())
            .max_number_of_messages(count(request.max_messages))
            .wait_time_seconds(seconds(request.wait))
            .set_visibility_timeout(request.visibility_timeout.map(seconds))
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .message_system_attribute_names(MessageSystemAttributeName::SentTimestamp)
            .message_system_attribute_names(MessageSystemAttributeName::MessageGroupId)
            .send();
        let limit = request.wait + RECEIVE_TIMEOUT;
        let output = in_time(limit, call).await?;
        let url = self.url.get().cloned().unwrap_or_default();
        Ok(output
            .messages
            .unwrap_or_default()
            .into_iter()
            .map(|message| read(message, &url))
            .collect())
    }

    async fn delete(&self, receipts: &[Receipt]) -> Result<Vec<EntryFailure>, QueueError> {
        let entries = receipts
            .iter()
            .enumerate()
            .map(|(index, receipt)| {
                DeleteMessageBatchRequestEntry::builder()
                    .id(index.to_string())
                    .receipt_handle(receipt.handle.as_ref())
                    .build()
                    .map_err(|error| not_made(&error))
            })
            .collect::<Result<_, _>>()?;
        let call = self
            .client
            .delete_message_batch()
            .set_queue_url(self.url())
            .set_entries(Some(entries))
            .send();
        let output = in_time(CALL_TIMEOUT, call).await?;
        Ok(failures(output.failed()))
    }

    async fn change_visibility(&self, changes: &[VisibilityChange]) -> Result<Vec<EntryFailure>, QueueError> {
        let entries = changes
            .iter()
            .enumerate()
            .map(|(index, change)| {
                ChangeMessageVisibilityBatchRequestEntry::builder()
                    .id(index.to_string())
                    .receipt_handle(change.receipt.handle.as_ref())
                    .visibility_timeout(seconds(change.hidden_for))
                    .build()
                    .map_err(|error| not_made(&error))
            })
            .collect::<Result<_, _>>()?;
        let call = self
            .client
            .change_message_visibility_batch()
            .set_queue_url(self.url())
            .set_entries(Some(entries))
            .send();
        let output = in_time(CALL_TIMEOUT, call).await?;
        Ok(failures(output.failed()))
    }
}

/// A call with a limit on all of it: name resolution, connecting, the answer.
async fn in_time<T, E>(
    limit: Duration,
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
) -> Result<T, QueueError>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    // The SDK's futures are large.
    let call = Box::pin(async { call.await.map_err(|error| classify(&error)) });
    tokio::time::timeout(limit, call).await.unwrap_or_else(|_| {
        Err(QueueError {
            kind: QueueErrorKind::Unavailable,
            code: "Timeout".to_owned(),
            message: format!("no answer within {} s", limit.as_secs()),
        })
    })
}

fn read(message: aws_sdk_sqs::types::Message, queue_url: &Arc<str>) -> Message {
    let attribute = |name| message.attributes.as_ref().and_then(|all| all.get(&name));
    Message {
        queue_url: Arc::clone(queue_url),
        receive_count: attribute(MessageSystemAttributeName::ApproximateReceiveCount)
            .and_then(|count| count.parse().ok())
            .unwrap_or(1),
        sent_at_millis: attribute(MessageSystemAttributeName::SentTimestamp)
            .and_then(|millis| millis.parse().ok()),
        group_id: attribute(MessageSystemAttributeName::MessageGroupId).cloned(),
        receipt: Receipt {
            message_id: message.message_id.unwrap_or_default().into(),
            handle: message.receipt_handle.unwrap_or_default().into(),
        },
        body: message.body.unwrap_or_default(),
    }
}

fn failures(failed: &[BatchResultErrorEntry]) -> Vec<EntryFailure> {
    failed
        .iter()
        .filter_map(|entry| {
            Some(EntryFailure {
                index: entry.id().parse().ok()?,
                code: entry.code().to_owned(),
                message: entry.message().unwrap_or("no explanation").to_owned(),
                sender_fault: entry.sender_fault(),
            })
        })
        .collect()
}

fn not_made(error: &aws_sdk_sqs::error::BuildError) -> QueueError {
    QueueError {
        kind: QueueErrorKind::Refused,
        code: "RequestNotMade".to_owned(),
        message: error.to_string(),
    }
}

/// Durations here are at most 12 hours.
fn seconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_secs()).unwrap_or(i32::MAX)
}

fn count(messages: usize) -> i32 {
    i32::try_from(messages).unwrap_or(i32::MAX)
}
