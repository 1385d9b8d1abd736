//! What both kinds of program have in common once they run.

use tokio::sync::watch;

use super::{Ended, Transcript};

/// A program that runs, apart from the means to reach it.
#[derive(Debug)]
pub(super) struct Running {
    /// Its command line, for showing.
    pub(super) command_line: String,
    /// What it prints.
    pub(super) transcript: Transcript,
    /// How it has ended, once it has and all that it printed is in the transcript.
    pub(super) ended: watch::Receiver<Option<Ended>>,
}
