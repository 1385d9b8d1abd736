//! The errors of the APIs.

use std::borrow::Cow;

use http::StatusCode;

/// How long a message may be, in bytes.
const LONGEST: usize = 1000;

/// An error as AWS answers it: an exception's name and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub(crate) struct ApiError {
    /// 400 for all that the caller can mend.
    pub(crate) status: StatusCode,
    /// `ClientException`, `ServiceNotFoundException`, ...
    pub(crate) code: Cow<'static, str>,
    /// What is wrong and what to do.
    pub(crate) message: String,
}

impl ApiError {
    /// An error that the caller can mend.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let mut message = message.into();
        if message.len() > LONGEST {
            // It repeats a name of the request that has no end.
            message.truncate(message.floor_char_boundary(LONGEST));
            message.push_str(" ...");
        }
        Self {
            status: StatusCode::BAD_REQUEST,
            code: Cow::Borrowed(code),
            message,
        }
    }

    /// ECS's error for an unusable parameter.
    pub(crate) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    /// ECS's error for a request that cannot be carried out.
    pub(crate) fn client(message: impl Into<String>) -> Self {
        Self::new("ClientException", message)
    }
}
