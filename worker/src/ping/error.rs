//! How publishing can fail.

/// A greeting could not be published or told.
#[derive(Debug, thiserror::Error)]
#[error("the greeting to {topic} could not be published and told: {reason}")]
pub struct PublishError {
    /// The topic's ARN.
    pub topic: String,
    /// What SNS, the network or stdout said.
    pub reason: String,
}
