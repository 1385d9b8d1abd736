//! All queues of a worker.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::poller::poll;
use super::{Error, Handler, Queue, Settings, Stop};

/// Polls all of these queues until a stop is asked for, handing every message to the handler. A queue that cannot
/// be used is borne up to the limit of the settings, and then ends the others as a stop does.
///
/// # Errors
/// The first queue that could not be used.
pub async fn run<Q: Queue, H: Handler>(
    queues: impl IntoIterator<Item = Q>,
    handler: H,
    settings: Settings,
    stop: Stop,
) -> Result<(), Error> {
    let handler = Arc::new(handler);
    let mut loops = JoinSet::new();
    for queue in queues {
        loops.spawn(poll(
            Arc::new(queue),
            Arc::clone(&handler),
            settings,
            stop.clone(),
        ));
    }
    let mut outcome = Ok(());
    while let Some(ended) = loops.join_next().await {
        let ended = ended.unwrap_or_else(|error| Err(Error::Defect(error.to_string())));
        if ended.is_err() {
            stop.request();
            outcome = outcome.and(ended);
        }
    }
    outcome
}
