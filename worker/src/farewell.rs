//! What a worker of the protected services says when it is told to stop.

use command_line::{Shutdown, Signal};
use tracing::error;

use crate::output::Output;

/// The documents' words.
pub(crate) fn line(signal: Signal) -> String {
    format!("Received {signal} signal, will quit when all work is done")
}

/// Waits for the signal, and says so in the documents' words. A stop that no signal asked for is not announced.
pub(crate) async fn say(shutdown: Shutdown, output: Output) {
    shutdown.requested().await;
    let Some(signal) = shutdown.signal() else { return };
    let line = line(signal);
    if let Err(error) = output.lines(&[line.as_bytes()]).await {
        error!(%error, "the stop could not be announced");
    }
}
