//! From the command line to the exit code.

use std::process::ExitCode;

use command_line::{block_on, finish, parse};

use crate::cli::{Cli, Command};
use crate::{Error, produce, run_tasks, set_target, simulate, track};

/// What computes for long beside what waits for AWS: nothing.
const COMPUTING: usize = 0;

/// Runs the scaler with this process's command line.
pub fn run() -> ExitCode {
    let cli: Cli = parse();
    finish("scaler", act(&cli), Error::exit)
}

fn act(cli: &Cli) -> Result<(), Error> {
    cli.logs.start()?;
    match &cli.command {
        Command::RunTasks(options) => block_on(COMPUTING, |shutdown| run_tasks::run(options, shutdown)),
        Command::Produce(options) => block_on(COMPUTING, |shutdown| produce::run(options, shutdown)),
        Command::SetTarget(options) => block_on(COMPUTING, |shutdown| set_target::run(options, shutdown)),
        Command::Track(options) => block_on(COMPUTING, |shutdown| track::run(options, shutdown)),
        // It computes and waits for nothing: signals end it as they end any program.
        Command::Simulate(options) => Ok(simulate::run(options)?),
    }
}
