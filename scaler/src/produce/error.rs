//! How a run can fail.

use aws_client::CallError;
use command_line::output::OutputError;

/// Why a run did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum ProduceError {
    /// SQS does not know the queue, or did not say; nothing was sent.
    #[error("the URL of the queue {queue} could not be looked up: {error}")]
    LookUp {
        /// Its name.
        queue: String,
        /// Why.
        error: CallError,
    },
    /// Fewer messages were sent than there are in a run.
    #[error("{sent} of {messages} messages were sent: {}", .why.join("; "))]
    Partial {
        /// That were sent.
        sent: usize,
        /// That were to be sent.
        messages: usize,
        /// Each failure, once.
        why: Vec<String>,
    },
    /// Messages were sent, and it could not be told.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// Messages were sent, and it could not be recorded.
    #[error("the messages were sent, and could not be recorded in {path}: {error}")]
    Record {
        /// The file.
        path: String,
        /// Why.
        error: csv::Error,
    },
}
