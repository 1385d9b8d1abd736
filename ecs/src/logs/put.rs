//! Puts a batch into a stream.

use std::fmt;
use std::time::Duration;

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::error::SdkError;
use aws_sdk_cloudwatchlogs::operation::put_log_events::PutLogEventsError;
use aws_sdk_cloudwatchlogs::types::{InputLogEvent, RejectedLogEventsInfo};

use super::batch::Batch;
use super::create::words;
use super::event::Event;

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A stream, and who may write to it.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) client: Client,
    pub(super) group: String,
    pub(super) stream: String,
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "log stream {} of group {}", self.stream, self.group)
    }
}

impl Target {
    /// Puts the batch. As long as CloudWatch Logs cannot be reached, throttles or has trouble, it is tried again,
    /// after pauses that grow from the first. Gives the number of events that were refused for good, and why.
    pub(super) async fn put(&self, batch: &Batch, first_pause: Duration) -> (usize, Option<String>) {
        let mut pause = first_pause;
        loop {
            let put = self
                .client
                .put_log_events()
                .log_group_name(&self.group)
                .log_stream_name(&self.stream)
                .set_log_events(Some(batch.events().iter().filter_map(input).collect()))
                .send()
                .await;
            match put {
                Ok(answer) => {
                    let refused = answer
                        .rejected_log_events_info()
                        .map_or(0, |refused| count(refused, batch.len()));
                    let why = (refused > 0).then(|| "they are too old or too new".to_owned());
                    return (refused, why);
                }
                Err(error) if passes(&error) => {
                    tracing::debug!("{self} is tried again in {pause:?}: {}", words(&error));
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(error)
                    if error
                        .as_service_error()
                        .is_some_and(PutLogEventsError::is_data_already_accepted_exception) =>
                {
                    return (0, None);
                }
                Err(error) => return (batch.len(), Some(words(&error))),
            }
        }
    }
}

fn input(event: &Event) -> Option<InputLogEvent> {
    // Both fields that it needs are set.
    InputLogEvent::builder()
        .timestamp(event.at)
        .message(&event.text)
        .build()
        .ok()
}

/// Whether the same request may succeed later.
fn passes(error: &SdkError<PutLogEventsError>) -> bool {
    match error {
        SdkError::ServiceError(refused) => {
            let status = refused.raw().status().as_u16();
            status >= 500
                || status == 429
                || matches!(
                    refused.err().meta().code(),
                    Some("ThrottlingException" | "ServiceUnavailableException")
                )
        }
        SdkError::ConstructionFailure(_) => false,
        _ => true,
    }
}

/// How many events of a request were refused while the others were taken.
fn count(refused: &RejectedLogEventsInfo, events: usize) -> usize {
    let index = |index: Option<i32>| index.and_then(|index| usize::try_from(index).ok());
    let old = index(refused.too_old_log_event_end_index())
        .max(index(refused.expired_log_event_end_index()))
        .unwrap_or(0);
    let new = index(refused.too_new_log_event_start_index()).map_or(0, |start| events.saturating_sub(start));
    (old + new).min(events)
}
