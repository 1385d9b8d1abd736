//! What the operating system would not do.

use std::io;

/// The operating system refused threads, signal handlers or the like.
#[derive(Debug, thiserror::Error)]
#[error("the operating system refused {what}")]
pub struct Refused {
    /// What was asked for: "a thread for stdout".
    pub what: &'static str,
    /// Its answer.
    #[source]
    pub source: io::Error,
}

/// The operating system refused `what`: for `map_err`.
pub fn refused(what: &'static str) -> impl FnOnce(io::Error) -> Refused {
    move |source| Refused { what, source }
}
