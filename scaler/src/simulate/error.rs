//! What can go wrong.

use std::io;

use command_line::{Exit, SettingError};
use simulation::Unusable;

use super::trace::TraceError;

/// Why nothing was simulated, or what came of it is not shown.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A setting is missing or unusable.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A row of the trace is unusable.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// What is asked for cannot be simulated.
    #[error("this cannot be simulated: {0}")]
    Unusable(#[from] Unusable),
    /// Something could not be written.
    #[error("writing {what} failed: {source}")]
    Write {
        /// What: `to stdout`, `the CSV file out.csv`.
        what: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The chart could not be drawn.
    #[error("the chart could not be drawn: {0}")]
    Chart(String),
}

impl SimulateError {
    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Setting(_) | Self::Trace(_) => Exit::Usage,
            Self::Unusable(_) | Self::Write { .. } | Self::Chart(_) => Exit::Failure,
        }
    }
}
