//! From the command line to the exit code.

use std::process::ExitCode;

use command_line::{Shutdown, finish, parse};

use crate::cli::{Cli, Command};
use crate::{Error, run_tasks};

/// Runs the scaler with this process's command line.
pub fn run() -> ExitCode {
    let cli: Cli = parse();
    finish("scaler", act(&cli), Error::exit)
}

fn act(cli: &Cli) -> Result<(), Error> {
    cli.logs.start()?;
    let Command::RunTasks(options) = &cli.command else {
        return Err(Error::NotBuilt(cli.command.name()));
    };
    let runtime = command_line::runtime(0).map_err(command_line::refused("an event loop"))?;
    let result = runtime.block_on(async {
        let shutdown =
            Shutdown::on_signals().map_err(command_line::refused("handlers for SIGTERM and SIGINT"))?;
        run_tasks::run(options, shutdown).await
    });
    // A name resolution that hangs must not hold up the exit.
    runtime.shutdown_background();
    result
}
