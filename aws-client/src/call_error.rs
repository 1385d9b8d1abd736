//! A call that failed, in AWS's words.

use std::error::Error;
use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Why a call to AWS failed. Shown, it is `<code>: <message>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// AWS's own code (`AccessDenied`), `HTTP <status>` where it told none, or where there was no answer one of
    /// `Timeout`, `ConnectionFailure`, `UnreadableResponse` and [`CallError::NOT_MADE`].
    pub code: String,
    /// AWS's explanation, or that of the network's failure.
    pub message: String,
    /// The HTTP status of AWS's refusal; nothing where there was no answer that could be read.
    pub status: Option<u16>,
}

impl CallError {
    /// The code of a request that could not even be made: there are no credentials any more, or no endpoint.
    pub const NOT_MADE: &str = "RequestNotMade";
}

impl fmt::Display for CallError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message)
    }
}

impl Error for CallError {}

impl<E> From<&SdkError<E, HttpResponse>> for CallError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    fn from(error: &SdkError<E, HttpResponse>) -> Self {
        let unanswered = |code: &str| Self {
            code: code.to_owned(),
            message: command_line::one_line(error),
            status: None,
        };
        match error {
            SdkError::ServiceError(context) => {
                let status = context.raw().status().as_u16();
                let metadata = context.err().meta();
                Self {
                    code: metadata
                        .code()
                        .map_or_else(|| format!("HTTP {status}"), str::to_owned),
                    message: metadata.message().unwrap_or("no explanation").to_owned(),
                    status: Some(status),
                }
            }
            SdkError::TimeoutError(_) => unanswered("Timeout"),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => unanswered("Timeout"),
            SdkError::DispatchFailure(_) => unanswered("ConnectionFailure"),
            SdkError::ResponseError(_) => unanswered("UnreadableResponse"),
            _ => unanswered(Self::NOT_MADE),
        }
    }
}

impl<E> From<SdkError<E, HttpResponse>> for CallError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        Self::from(&error)
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::result::ConnectorError;
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    fn told(error: &SdkError<ErrorMetadata, HttpResponse>) -> (String, Option<u16>) {
        let error = CallError::from(error);
        (error.to_string(), error.status)
    }

    fn refused(status: u16, metadata: ErrorMetadata) -> SdkError<ErrorMetadata, HttpResponse> {
        let status = status.try_into().expect("a status");
        SdkError::service_error(metadata, HttpResponse::new(status, SdkBody::empty()))
    }

    #[test]
    fn a_refusal_is_told_in_the_words_of_aws() {
        let metadata = ErrorMetadata::builder()
            .code("AccessDenied")
            .message("not you")
            .build();
        assert_eq!(
            told(&refused(403, metadata)),
            ("AccessDenied: not you".to_owned(), Some(403))
        );
        let nothing = ErrorMetadata::builder().build();
        assert_eq!(
            told(&refused(502, nothing)),
            ("HTTP 502: no explanation".to_owned(), Some(502))
        );
    }

    #[test]
    fn where_there_is_no_answer_the_cause_is_told() {
        let timeout = SdkError::dispatch_failure(ConnectorError::timeout("too slow".into()));
        let (told_of_timeout, status) = told(&timeout);
        assert!(told_of_timeout.starts_with("Timeout: ") && told_of_timeout.contains("too slow"));
        assert_eq!(status, None);
        let unreachable = SdkError::dispatch_failure(ConnectorError::io("refused".into()));
        assert!(told(&unreachable).0.starts_with("ConnectionFailure: "));
        let not_made = SdkError::construction_failure("no credentials");
        assert!(told(&not_made).0.starts_with(CallError::NOT_MADE));
    }
}
