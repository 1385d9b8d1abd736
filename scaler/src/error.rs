//! How the scaler can fail, and the exit code of each failure.

use command_line::{Exit, Refused, SettingError};

use crate::run_tasks::PassError;

/// What ends the scaler without success.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting is missing or unusable; nothing was begun.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The operating system refused threads, signal handlers or the like.
    #[error(transparent)]
    System(#[from] Refused),
    /// The one pass failed, or the first had no settings.
    #[error(transparent)]
    Pass(#[from] PassError),
    /// A subcommand that is only described.
    #[error("{0} is not built yet: it is described by --help, and does nothing")]
    NotBuilt(&'static str),
}

impl Error {
    /// The exit code that goes with the failure.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Setting(_) => Exit::Usage,
            Self::Pass(error) => error.exit(),
            Self::System(_) | Self::NotBuilt(_) => Exit::Failure,
        }
    }
}
