//! From the command line to the exit code.

use std::process::ExitCode;

use command_line::{Exit, SettingError, finish, parse};

use crate::cli::{Cli, Command};

/// What ends the scaler without success.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error("{} is not built yet: it is described by --help, and does nothing", .0.name())]
    NotBuilt(Command),
}

impl Error {
    fn exit(&self) -> Exit {
        match self {
            Self::Setting(_) => Exit::Usage,
            Self::NotBuilt(_) => Exit::Failure,
        }
    }
}

/// Runs the scaler with this process's command line.
pub fn run() -> ExitCode {
    let cli: Cli = parse();
    finish("scaler", act(&cli), Error::exit)
}

fn act(cli: &Cli) -> Result<(), Error> {
    cli.logs.start()?;
    Err(Error::NotBuilt(cli.command))
}
