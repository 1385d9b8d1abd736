//! What an SDK error means for the polling loop.

use aws_client::CallError;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::{QueueError, QueueErrorKind};

/// Codes with which AWS asks for less: those that the SDKs count as throttling, and SQS's own for too many
/// messages in flight.
const THROTTLED: [&str; 14] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "SlowDown",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "KmsThrottled",
    "OverLimit",
    "AWS.SimpleQueueService.OverLimit",
];

/// Codes of a queue that is not there, in the query protocol's words and in the JSON protocol's.
const MISSING: [&str; 2] = ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"];

/// Classifies an SDK error.
pub(super) fn classify<E>(error: &SdkError<E, HttpResponse>) -> QueueError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let CallError {
        code,
        message,
        status,
    } = CallError::from(error);
    let kind = match status {
        Some(status) => kind(&code, status),
        None if code == CallError::NOT_MADE => QueueErrorKind::Refused,
        None => QueueErrorKind::Unavailable,
    };
    QueueError { kind, code, message }
}

fn kind(code: &str, status: u16) -> QueueErrorKind {
    if MISSING.contains(&code) {
        QueueErrorKind::Missing
    } else if status == 429 || THROTTLED.contains(&code) {
        QueueErrorKind::Throttled
    } else if !(400..500).contains(&status) || code == "RequestTimeout" {
        // Also a success whose body cannot be read: the connection broke off, or a proxy answered.
        QueueErrorKind::Unavailable
    } else {
        QueueErrorKind::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_have_their_meaning() {
        for (code, status, expected) in [
            (
                "AWS.SimpleQueueService.NonExistentQueue",
                400,
                QueueErrorKind::Missing,
            ),
            ("QueueDoesNotExist", 400, QueueErrorKind::Missing),
            ("ThrottlingException", 400, QueueErrorKind::Throttled),
            ("HTTP 429", 429, QueueErrorKind::Throttled),
            ("ServiceUnavailable", 503, QueueErrorKind::Unavailable),
            ("InternalError", 500, QueueErrorKind::Unavailable),
            ("HTTP 200", 200, QueueErrorKind::Unavailable),
            ("AccessDenied", 403, QueueErrorKind::Refused),
            ("InvalidClientTokenId", 403, QueueErrorKind::Refused),
            ("InvalidParameterValue", 400, QueueErrorKind::Refused),
        ] {
            assert_eq!(kind(code, status), expected, "{code}");
            assert_eq!(
                expected.passes(),
                !(400..429).contains(&status) || code.starts_with("Throttling"),
                "{code}"
            );
        }
    }
}
