//! What can go wrong with starting and reaching a program.

/// A program could not be started or reached.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// The operating system refuses.
    #[error("{command} cannot be started")]
    Spawn {
        /// The command line.
        command: String,
        /// Why.
        source: std::io::Error,
    },
    /// The engine refuses.
    #[error("the engine refuses to {doing}: {why}")]
    Engine {
        /// What was asked of it.
        doing: &'static str,
        /// What it said.
        why: String,
    },
    /// The runtime and the command do not go together.
    #[error("{0}")]
    Unfit(&'static str),
}
