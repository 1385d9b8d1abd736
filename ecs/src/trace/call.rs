//! The record of one call.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

/// One AWS call, as far as it is known: recorded when it arrives, and again when more is known of it, each time
/// with a higher `revision`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The place in the order of arrival within the account, from 1.
    pub id: u64,
    /// The account's count of changes when this record last changed.
    pub revision: u64,
    /// The account that called, 12 digits, or `unsigned`.
    pub account: String,
    /// Who called: `task/<task id>` with the credentials of a task's role, else the text of the session token;
    /// `unnamed` without one.
    pub caller: String,
    /// The region that the call was signed for; empty if its signature names none.
    pub region: String,
    /// The service that the call was signed for, such as `sqs`; empty for unsigned calls.
    pub service: String,
    /// The operation, such as `ReceiveMessage`; `<METHOD> <path>` where the protocol does not name it.
    pub operation: String,
    /// The parameters: the JSON body, the form's fields, or an S3 call's bucket, key and query. `null` until the
    /// body has passed. Long texts are cut, with a note of their length.
    pub parameters: Value,
    /// The answer, where the service answers in JSON, cut likewise; for
    /// SQS and SNS in XML their messages, entries and ids.
    pub result: Option<Value>,
    /// When the call arrived.
    #[serde(with = "time::serde::rfc3339")]
    pub started: OffsetDateTime,
    /// When the last byte of the answer had passed, or the call had ended otherwise; `None` while it is in flight.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended: Option<OffsetDateTime>,
    /// The HTTP status that the client was answered; `None` if it was not answered.
    pub status: Option<u16>,
    /// The HTTP status that LocalStack answered; `None` if it was not asked or has not answered.
    pub upstream: Option<u16>,
    /// The AWS error code of the answer, such as `QueueDoesNotExist`, without a namespace.
    pub error: Option<String>,
    /// What ended the call other than an answer: the client went away, LocalStack could not be reached ...
    pub trouble: Option<String>,
    /// The faults that were injected: `<id> <effect>`, with commas.
    pub fault: Option<String>,
}

impl Call {
    /// How long the call took; `None` while it is in flight.
    pub fn duration(&self) -> Option<time::Duration> {
        self.ended.map(|ended| ended - self.started)
    }

    /// Whether the call was answered with a status below 400.
    pub fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| status < 400)
    }
}
