//! Why protection was not set as it was wanted.

use std::time::Duration;

/// A call that does not count: whatever it has done, the task is not known to be as was wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// ECS refuses this task, which the agent tells with HTTP 200 and a `failure`.
    #[error("ECS refuses: {reason}{}", detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default())]
    Refused {
        /// Such as `TASK_NOT_VALID` or `DEPLOYMENT_BLOCKED`.
        reason: String,
        /// The explanation, if there is one.
        detail: Option<String>,
    },
    /// The call failed, which the agent tells with an `error`: no permission, a rate limit, no answer from ECS.
    #[error("the ECS agent answers {status} {code}: {message}")]
    Failed {
        /// The HTTP status.
        status: u16,
        /// Such as `AccessDeniedException`, `ThrottlingException` or `RequestCanceled`.
        code: String,
        /// The explanation.
        message: String,
    },
    /// An answer that is none of the agent's, or that says something else than was asked for.
    #[error("the ECS agent answers {status} with something that cannot be used: {excerpt}")]
    Unusable {
        /// The HTTP status.
        status: u16,
        /// The beginning of the body, on one line.
        excerpt: String,
    },
    /// The agent cannot be reached, or ends the connection before it has answered.
    #[error("the ECS agent cannot be reached: {0}")]
    Unreachable(String),
    /// No answer in time.
    #[error("the ECS agent has not answered within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// The manager's own thread has ended.
    #[error("the protection manager has ended")]
    Ended,
}
