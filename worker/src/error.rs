//! How a worker can fail, and the exit code of each failure.

use command_line::{Exit, Refused, SettingError};

use crate::{ping, polling, websocket_server};

/// Why the worker ended otherwise than by a requested stop.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting is missing or unusable; nothing was begun.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The operating system refused threads, signal handlers or the like.
    #[error(transparent)]
    System(#[from] Refused),
    /// A queue could not be used, or the stop was not clean.
    #[error(transparent)]
    Polling(#[from] polling::Error),
    /// The one message that was to be published was not.
    #[error(transparent)]
    Publish(#[from] ping::PublishError),
    /// The port could not be listened on.
    #[error(transparent)]
    Server(#[from] websocket_server::ServerError),
}

impl Error {
    /// The exit code that goes with the failure.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Setting(_) => Exit::Usage,
            Self::System(_) | Self::Polling(_) | Self::Publish(_) | Self::Server(_) => Exit::Failure,
        }
    }
}
