//! From the command line to the end of the worker.

use std::time::Duration;

use command_line::Shutdown;
use tokio::runtime::{Builder, Runtime};

use crate::cli::{Cli, Command};
use crate::{Error, job_consumer, log_consumer, ping, websocket_server};

/// Threads that blocking calls (name resolution) may take beside the main one.
const BLOCKING_THREADS: usize = 4;
/// How long an unused one of them is kept.
const BLOCKING_KEEP_ALIVE: Duration = Duration::from_secs(5);

/// Runs the worker that the command line asks for until it ends. Blocks the calling thread.
///
/// # Errors
/// See [`Error`]; [`Error::exit`] is the exit code that goes with it.
pub fn run(cli: &Cli) -> Result<(), Error> {
    cli.logs.start()?;
    let runtime = runtime()?;
    let result = runtime.block_on(async {
        let shutdown = Shutdown::on_signals().map_err(Error::system("handlers for SIGTERM and SIGINT"))?;
        match &cli.command {
            Command::LogConsumer(options) => log_consumer::run(options, shutdown).await,
            Command::JobConsumer(options) => job_consumer::run(options, shutdown).await,
            Command::Ping(options) => ping::run(options, shutdown).await,
            Command::WebsocketServer(options) => websocket_server::run(options, shutdown).await,
        }
    });
    // A name resolution that hangs must not hold up the exit.
    runtime.shutdown_background();
    result
}

/// One thread runs everything that waits: that is small, starts at once, and a worker waits most of its time.
/// What computes for long or blocks belongs in `spawn_blocking`, or the heartbeats would come late.
fn runtime() -> Result<Runtime, Error> {
    Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_keep_alive(BLOCKING_KEEP_ALIVE)
        .build()
        .map_err(Error::system("an event loop"))
}
