//! What becomes of the wish for protection: told in the journal, and to the clients.

use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tracing::{error, warn};

use super::clients::Clients;
use super::journal::Journal;
use crate::protection::{Event, Wanted};

/// Tells of each event until the manager has ended.
pub(super) async fn watch(mut events: broadcast::Receiver<Event>, clients: Arc<Clients>, journal: Journal) {
    loop {
        match events.recv().await {
            Ok(Event::Protected { .. }) => {
                journal.tell("Task protection acquired".to_owned());
                clients.accepted();
            }
            Ok(Event::Unprotected) => journal.tell("Task protection released".to_owned()),
            Ok(Event::Rejected { wanted, rejection }) => {
                let next = if clients.wish_for_protection() {
                    "trying again"
                } else {
                    "it ends with its time"
                };
                if wanted == Wanted::Unprotected {
                    // Who has connected meanwhile is protected next, and told if not.
                    error!("task protection was not released: {rejection}; {next}");
                } else {
                    error!("task protection was not acquired: {rejection}; {next}");
                    clients.rejected(rejection);
                }
            }
            Err(RecvError::Lagged(missed)) => warn!("{missed} changes of task protection went by untold"),
            Err(RecvError::Closed) => break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Output;
    use crate::protection::{Agent, ProtectionManager, Rejection, Settings};

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
        let rejection = Deaf.set(wanted).await.expect_err("deaf");
        let (sender, events) = broadcast::channel(1);
        sender
            .send(Event::Rejected { wanted, rejection })
            .expect("watched");
        drop(sender);
        watch(events, Arc::clone(&clients), journal).await;
        clients.rejection().is_some()
    }

    #[tokio::test]
    async fn a_client_that_came_during_a_failing_release_is_not_told_of_it() {
        assert!(!told_of(Wanted::Unprotected).await);
        assert!(told_of(Wanted::Protected { minutes: 5 }).await);
    }
}
