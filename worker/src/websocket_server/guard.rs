//! What becomes of the wish for protection: told in the journal, and to the clients.

use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tracing::{error, warn};

use super::agent::LastCall;
use super::clients::Clients;
use super::journal::Journal;
use crate::protection::{Event, Wanted};

/// Tells of each event until the manager has ended, and of the release that it ends with.
pub(super) async fn watch(
    mut events: broadcast::Receiver<Event>,
    last: LastCall,
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
                if last.get().is_some_and(|call| call.wanted == Wanted::Unprotected) {
                    // Who has connected meanwhile is protected as before.
                    error!("task protection was not released: {rejection}; trying again");
                } else {
                    error!("task protection was not acquired: {rejection}; trying again");
                    clients.rejected(rejection);
                }
            }
            Err(RecvError::Lagged(missed)) => warn!("{missed} changes of task protection went by untold"),
            Err(RecvError::Closed) => break,
        }
    }
    if !protected {
        return;
    }
    // It ends with a release of which there is no event.
    match last.get().and_then(|call| call.answer) {
        Some(Ok(())) => journal.tell("Task protection released".to_owned()),
        Some(Err(rejection)) => {
            error!("task protection was not released: {rejection}; it ends with its time");
        }
        None => error!("task protection was not released: no answer in time; it ends with its time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Output;
    use crate::protection::{Agent, ProtectionManager, Rejection, Settings};
    use crate::websocket_server::agent::Witnessed;

    struct Deaf;

    impl Agent for Deaf {
        async fn set(&self, _: Wanted) -> Result<(), Rejection> {
            Err(Rejection::Unreachable("nobody is there".to_owned()))
        }
    }

    /// Whether a client that is connected is told of a rejection of that call.
    async fn told_of(wanted: Wanted) -> bool {
        let journal = Journal::begin(Output::to(std::io::sink()).expect("a thread"));
        let (manager, _keeping) = ProtectionManager::new(Settings::default(), Deaf);
        let clients = Arc::new(Clients::new(journal.clone(), manager));
        clients.enter();
        let (agent, last) = Witnessed::new(Deaf);
        let rejection = agent.set(wanted).await.expect_err("deaf");
        let (sender, events) = broadcast::channel(1);
        sender.send(Event::Rejected(rejection)).expect("watched");
        drop(sender);
        watch(events, last, Arc::clone(&clients), journal).await;
        clients.rejection().is_some()
    }

    #[tokio::test]
    async fn a_client_that_came_during_a_failing_release_is_not_told_of_it() {
        assert!(!told_of(Wanted::Unprotected).await);
        assert!(told_of(Wanted::Protected { minutes: 5 }).await);
    }
}
