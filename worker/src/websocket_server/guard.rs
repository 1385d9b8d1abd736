//! What becomes of the wish for protection: told in the journal, and to the clients.

use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tracing::{error, warn};

use super::agent::LastAnswer;
use super::clients::Clients;
use super::journal::Journal;
use crate::protection::Event;

/// Tells of each event until the manager has ended, and of the release that it ends with.
pub(super) async fn watch(
    mut events: broadcast::Receiver<Event>,
    last: LastAnswer,
    clients: Arc<Clients>,
    journal: Journal,
) {
    let mut protected = false;
    loop {
        match events.recv().await {
            Ok(Event::Protected { .. }) => {
                protected = true;
                journal.tell("Task protection acquired".to_owned());
                clients.accepted();
            }
            Ok(Event::Unprotected) => {
                protected = false;
                journal.tell("Task protection released".to_owned());
            }
            Ok(Event::Rejected(rejection)) => {
                error!("task protection was not set as it was wanted: {rejection}; trying again");
                clients.rejected(rejection);
            }
            Err(RecvError::Lagged(missed)) => warn!("{missed} changes of task protection went by untold"),
            Err(RecvError::Closed) => break,
        }
    }
    if !protected {
        return;
    }
    // It ends with a release of which there is no event.
    match last.get() {
        Some(Ok(())) => journal.tell("Task protection released".to_owned()),
        Some(Err(rejection)) => {
            error!("task protection was not released: {rejection}; it ends with its time");
        }
        None => error!("task protection was not released: no answer in time; it ends with its time"),
    }
}
