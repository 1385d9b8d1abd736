//! From the command line to the end of the worker.

use crate::cli::{Cli, Command};
use crate::{Error, image_resizer, job_consumer, log_consumer, paced_consumer, ping, websocket_server};

/// Runs the worker that the command line asks for until it ends. Blocks the calling thread.
///
/// # Errors
/// See [`Error`]; [`Error::exit`] is the exit code that goes with it.
pub fn run(cli: &Cli) -> Result<(), Error> {
    cli.logs.start()?;
    command_line::block_on(image_resizer::MOST_AT_ONCE, async |shutdown| match &cli.command {
        Command::LogConsumer(options) => log_consumer::run(options, shutdown).await,
        Command::ImageResizer(options) => image_resizer::run(options, shutdown).await,
        Command::JobConsumer(options) => job_consumer::run(options, shutdown).await,
        Command::PacedConsumer(options) => paced_consumer::run(options, shutdown).await,
        Command::Ping(options) => ping::run(options, shutdown).await,
        Command::WebsocketServer(options) => websocket_server::run(options, shutdown).await,
    })
}
