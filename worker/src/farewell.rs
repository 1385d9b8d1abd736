//! What a worker of the protected services says when it is told to stop.

use command_line::{Shutdown, Signal};
use tracing::error;

use crate::output::Output;

/// Waits for the signal, and says so in the documents' words. A stop that no signal asked for is not announced.
pub(crate) async fn say(shutdown: Shutdown, output: Output) {
    shutdown.requested().await;
    let Some(signal) = shutdown.signal() else { return };
    let line = match signal {
        Signal::Terminate => "Received SIGTERM signal, will quit when all work is done",
        Signal::Interrupt => "Received SIGINT signal, will quit when all work is done",
    };
    if let Err(error) = output.lines(&[line.as_bytes()]).await {
        error!(%error, "the stop could not be announced");
    }
}
