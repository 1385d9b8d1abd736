//! Why a log stream cannot be had.

/// A log stream that cannot be created: the container must not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LogsError {
    /// The stream is refused, by the words of Docker's driver.
    #[error("failed to create Cloudwatch log stream: {0}")]
    Stream(String),
    /// The group is refused.
    #[error("failed to create Cloudwatch log group: {0}")]
    Group(String),
}

impl LogsError {
    /// What a task says that fails to start by it, in ECS's words.
    pub(crate) fn reason(&self) -> String {
        format!("ResourceInitializationError: failed to validate logger args: {self}")
    }
}
