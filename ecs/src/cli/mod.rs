//! The command line of `local-ecs`.

mod deploy;
mod options;
mod serve;

use std::process::ExitCode;

use command_line::{Exit, SettingError, finish};

use self::options::{Command, Options, ReapOptions};
use crate::reap;
use crate::runtime::docker::relay;
use crate::server::StartError;

#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Deploy(#[from] deploy::DeployError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("not everything could be removed that tasks have left")]
    Left,
    #[error(transparent)]
    Relay(#[from] relay::RelayError),
    #[error("the operating system refuses what is needed to start")]
    System(#[from] std::io::Error),
}

/// Runs the binary.
pub fn main() -> ExitCode {
    let options: Options = command_line::parse();
    finish("local-ecs", run(options), |error| match error {
        CliError::Setting(_) | CliError::Deploy(deploy::DeployError::Template(..)) => Exit::Usage,
        CliError::Deploy(_)
        | CliError::Start(_)
        | CliError::Left
        | CliError::Relay(_)
        | CliError::System(_) => Exit::Failure,
    })
}

fn run(options: Options) -> Result<(), CliError> {
    match options.command {
        None => serve::run(options.serve),
        Some(Command::Deploy(options)) => Ok(serve::block_on(deploy::run(options))??),
        Some(Command::Relay(options)) => Ok(serve::block_on(relay::run(options))??),
        Some(Command::Reap(options)) => reap(&options),
    }
}

fn reap(options: &ReapOptions) -> Result<(), CliError> {
    options.logs.start()?;
    if serve::block_on(reap::run(&options.instance))?? {
        Ok(())
    } else {
        Err(CliError::Left)
    }
}
