//! What can go wrong with the browser itself.

/// The browser, or its driver, does not do its part.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// It cannot be started.
    #[error("{program} cannot be started: {source}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        source: std::io::Error,
    },
    /// The driver does not say where it listens.
    #[error("the browser's driver is not up within {0:?}")]
    NotUp(std::time::Duration),
    /// The driver has ended instead of saying where it listens.
    #[error("the browser's driver has ended before it was up")]
    Ended,
    /// The browser does not come up.
    #[error("the browser does not come up: {0}")]
    Session(#[from] Box<fantoccini::error::NewSessionError>),
    /// The browser does not do as it is told.
    #[error("the browser fails: {0}")]
    Command(#[from] Box<fantoccini::error::CmdError>),
    /// The browser does not answer.
    #[error("the browser does not answer within {0:?}")]
    Silent(std::time::Duration),
}
