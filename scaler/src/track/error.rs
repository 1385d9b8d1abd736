//! How tracking can fail.

use aws_client::CallError;
use command_line::output::OutputError;

/// Why a pass did not do all that it should.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// What all services need could not be read; none was looked at.
    #[error("{what} could not be read: {error}")]
    Call {
        /// What: `the scalable targets`.
        what: &'static str,
        /// Why.
        error: CallError,
    },
    /// The pass took too long.
    #[error(
        "the pass took longer than {0}, so it was given up; raise --pass-timeout if there is much to read"
    )]
    TooLong(String),
    /// Some services could not be served; each was told.
    #[error("{failed} of {all} services could not be served, as told above")]
    Partial {
        /// So many.
        failed: usize,
        /// Of so many.
        all: usize,
    },
    /// A service was scaled, and it could not be told.
    #[error(transparent)]
    Output(#[from] OutputError),
}
