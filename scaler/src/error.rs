//! How the scaler can fail, and the exit code of each failure.

use command_line::{Exit, Refused, SettingError};

use crate::produce::ProduceError;
use crate::run_tasks::PassError;
use crate::set_target::SetTargetError;
use crate::simulate::SimulateError;
use crate::track::TrackError;

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
    /// The one pass set no target.
    #[error(transparent)]
    SetTarget(#[from] SetTargetError),
    /// The one pass did not serve all services.
    #[error(transparent)]
    Track(#[from] TrackError),
    /// Nothing was simulated, or what came of it is not shown.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// Not all messages of the one run were sent, or it could not be told.
    #[error(transparent)]
    Produce(#[from] ProduceError),
}

impl Error {
    /// The exit code that goes with the failure.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Setting(_) => Exit::Usage,
            Self::Pass(error) => error.exit(),
            Self::Simulate(error) => error.exit(),
            Self::SetTarget(_) | Self::Track(_) | Self::Produce(_) | Self::System(_) => Exit::Failure,
        }
    }
}
