//! How a pass can fail.

use std::time::Duration;

use aws_client::CallError;
use command_line::output::OutputError;
use command_line::{Exit, SettingError, duration};

use super::values::MissingParameters;

/// A call, or the next one, would take the pass over its limit.
pub(super) fn too_long(limit: Duration) -> CallError {
    unanswered(format!("the pass took longer than {}", duration::show(limit)))
}

/// A call that is not waited for any longer.
pub(super) fn unanswered(message: String) -> CallError {
    CallError {
        code: "Timeout".to_owned(),
        message,
        status: None,
    }
}

/// Why a pass did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// A setting is unusable.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// Settings were given nowhere.
    #[error(transparent)]
    Missing(#[from] MissingParameters),
    /// Something could not be looked at; nothing was started.
    #[error("{what} could not be {done}: {error}")]
    Call {
        /// What: `the messages in <url>`.
        what: String,
        /// `read` or `counted`.
        done: &'static str,
        /// Why.
        error: CallError,
    },
    /// Fewer tasks were started than decided.
    #[error("{started} of {decided} tasks were started: {}", .why.join("; "))]
    Partial {
        /// That were started.
        started: u64,
        /// That were to be started.
        decided: u64,
        /// Each failure, once.
        why: Vec<String>,
    },
    /// Tasks were started, and it could not be told.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl PassError {
    /// Whether it is the settings that are to be put right.
    pub fn is_about_settings(&self) -> bool {
        matches!(self, Self::Setting(_) | Self::Missing(_))
    }

    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        if self.is_about_settings() {
            Exit::Usage
        } else {
            Exit::Failure
        }
    }
}
