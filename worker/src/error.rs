//! How a worker can fail, and the exit code of each failure.

use command_line::{Exit, SettingError};

use crate::{ping, polling, websocket_server};

/// Why the worker ended otherwise than by a requested stop.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting is missing or unusable; nothing was begun.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The operating system refused threads, signal handlers or the like.
    #[error("the operating system refused {what}")]
    System {
        /// What was asked for.
        what: &'static str,
        /// Its answer.
        #[source]
        source: std::io::Error,
    },
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
    /// The operating system refused `what`: for `map_err`.
    pub(crate) fn system(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::System { what, source }
    }

    /// The exit code that goes with the failure.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Setting(_) => Exit::Usage,
            Self::System { .. } | Self::Polling(_) | Self::Publish(_) | Self::Server(_) => Exit::Failure,
        }
    }
}
