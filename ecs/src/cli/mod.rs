//! The command line of `local-ecs`.

mod options;
mod serve;

use std::process::ExitCode;

use clap::Parser;
use command_line::{Exit, SettingError, finish};

use self::options::Options;
use crate::server::StartError;

#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the operating system refuses what is needed to start")]
    System(#[from] std::io::Error),
}

/// Runs the binary.
pub fn main() -> ExitCode {
    let options: Options = command_line::parse();
    finish("local-ecs", run(options), |error| match error {
        CliError::Setting(_) => Exit::Usage,
        CliError::Start(_) | CliError::System(_) => Exit::Failure,
    })
}

fn run(options: Options) -> Result<(), CliError> {
    match options.command {
        None => serve::run(options.serve),
        Some(command) => match command {},
    }
}
