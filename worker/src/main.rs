//! The binary `worker`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = command_line::parse::<worker::cli::Cli>();
    command_line::finish("worker", worker::run(&cli), worker::Error::exit)
}
