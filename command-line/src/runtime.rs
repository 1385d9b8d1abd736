//! The event loop that small programs run on.

use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::{Refused, Shutdown, refused};

/// Threads that blocking calls (name resolution) may take beside the main one. They are started when needed.
const BLOCKING_THREADS: usize = 4;
/// How long an unused one of them is kept.
const BLOCKING_KEEP_ALIVE: Duration = Duration::from_secs(5);

/// Runs what waits, until it ends by itself or after a signal: SIGTERM and SIGINT make the request that it is given.
/// Blocks the calling thread.
///
/// One thread runs everything that waits: that is small, starts at once, and a worker or scaler waits most of its
/// time. What computes for long or blocks belongs in `spawn_blocking`, or all else would come late: of that, `computing`
/// may be under way at once.
///
/// # Errors
/// The operating system refuses what an event loop needs; or those of `run`.
pub fn block_on<T, E: From<Refused>>(
    computing: usize,
    run: impl AsyncFnOnce(Shutdown) -> Result<T, E>,
) -> Result<T, E> {
    let runtime = runtime(computing).map_err(refused("an event loop"))?;
    let result = runtime.block_on(async {
        let shutdown = Shutdown::on_signals().map_err(refused("handlers for SIGTERM and SIGINT"))?;
        run(shutdown).await
    });
    // A name resolution that hangs must not hold up the exit.
    runtime.shutdown_background();
    result
}

fn runtime(computing: usize) -> io::Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS + computing)
        .thread_keep_alive(BLOCKING_KEEP_ALIVE)
        .build()
}
