//! Passes: one, or one after another until a stop is asked for.

mod settings;

use std::error::Error;
use std::time::Duration;

use command_line::{Schedule, Shutdown, duration, one_line};
use tracing::{error, info};

pub(crate) use settings::{every, limit};

/// What became of a pass that failed.
#[derive(Debug)]
pub(crate) enum Failed<E> {
    /// The next may fare better: it is told, and the passes go on.
    Told(E),
    /// The next would fail as well: the passes end.
    ForGood(E),
}

/// Makes one pass; or, given how often, one at once and then regularly, until a stop is asked for.
///
/// # Errors
/// The one pass failed; or of many one that no other can succeed after.
pub(crate) async fn make<E: Error>(
    every: Option<Duration>,
    shutdown: &Shutdown,
    mut pass: impl AsyncFnMut() -> Result<(), Failed<E>>,
) -> Result<(), E> {
    let Some(every) = every else {
        return pass()
            .await
            .map_err(|(Failed::Told(error) | Failed::ForGood(error))| error);
    };
    info!("a pass every {}", duration::show(every));
    let mut schedule = Schedule::every(every, shutdown);
    while schedule.due().await {
        match pass().await {
            Ok(()) => {}
            Err(Failed::Told(error)) => error!("the pass failed: {}", one_line(&error)),
            Err(Failed::ForGood(error)) => return Err(error),
        }
    }
    Ok(())
}
