//! Who is connected: their number, the wish for protection while it is above 0, and what all have to be told.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::journal::Journal;
use super::notice::{Notice, Phase};
use crate::protection::{Hold, ProtectionManager, Rejection};

/// All clients.
#[derive(Debug)]
pub(super) struct Clients {
    journal: Journal,
    inner: Mutex<Inner>,
    notices: watch::Sender<Notice>,
}

#[derive(Debug)]
struct Inner {
    connected: usize,
    /// Until the end of the server.
    manager: Option<ProtectionManager>,
    /// There is one exactly while anyone is connected.
    hold: Option<Hold>,
    /// Why protection is not as it should be, if the last answer was a rejection.
    rejection: Option<Rejection>,
}

impl Clients {
    pub(super) fn new(journal: Journal, manager: ProtectionManager) -> Self {
        Self {
            journal,
            inner: Mutex::new(Inner {
                connected: 0,
                manager: Some(manager),
                hold: None,
                rejection: None,
            }),
            notices: watch::Sender::new(Notice::default()),
        }
    }

    /// One more. Returns how many there are now.
    pub(super) fn enter(&self) -> usize {
        let mut inner = self.inner();
        inner.connected += 1;
        let connected = inner.connected;
        // Before the wish: what becomes of it is told afterwards.
        self.journal.tell(format!(
            "New client connection opened. There are {connected} connections"
        ));
        if connected == 1 {
            inner.hold = inner.manager.as_ref().map(ProtectionManager::hold);
        }
        connected
    }

    /// One fewer.
    pub(super) fn leave(&self) {
        let mut inner = self.inner();
        inner.connected = inner.connected.saturating_sub(1);
        let connected = inner.connected;
        self.journal.tell(format!(
            "Client connection closed. There are {connected} connections"
        ));
        if connected == 0 {
            inner.hold = None;
            // The next who connects asks anew.
            inner.rejection = None;
            drop(inner);
            self.notices.send_modify(|notice| notice.rejected = false);
        }
    }

    pub(super) fn connected(&self) -> usize {
        self.inner().connected
    }

    /// What is to be told, now and at every change.
    pub(super) fn notices(&self) -> watch::Receiver<Notice> {
        self.notices.subscribe()
    }

    /// Protection was rejected: all are told. With nobody connected there is nothing that was wished for.
    pub(super) fn rejected(&self, rejection: Rejection) {
        let mut inner = self.inner();
        if inner.connected == 0 {
            return;
        }
        inner.rejection = Some(rejection);
        drop(inner);
        self.notices.send_modify(|notice| {
            notice.rejections += 1;
            notice.rejected = true;
        });
    }

    /// Protection was acquired or renewed: no rejection stands any more.
    pub(super) fn accepted(&self) {
        self.inner().rejection = None;
        self.notices
            .send_if_modified(|notice| std::mem::take(&mut notice.rejected));
    }

    /// The rejection that stands.
    pub(super) fn rejection(&self) -> Option<Rejection> {
        self.inner().rejection.clone()
    }

    /// The stop has come so far.
    pub(super) fn come_to(&self, phase: Phase) {
        self.notices.send_modify(|notice| notice.phase = phase);
    }

    /// Whether protection may still be wished for.
    pub(super) fn wish_for_protection(&self) -> bool {
        self.inner().manager.is_some()
    }

    /// Nothing is wished for any more, by nobody: the manager releases what is in force, and ends.
    pub(super) fn give_up_protection(&self) {
        let mut inner = self.inner();
        inner.hold = None;
        inner.manager = None;
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::output::Output;
    use crate::protection::{Agent, Settings, Wanted};

    struct Recorder(Arc<Mutex<Vec<Wanted>>>);

    impl Agent for Recorder {
        async fn set(&self, wanted: Wanted) -> Result<(), Rejection> {
            self.0.lock().expect("unpoisoned").push(wanted);
            Ok(())
        }
    }

    fn clients() -> (Clients, Arc<Mutex<Vec<Wanted>>>, impl Future<Output = ()>) {
        let journal = Journal::begin(Output::to(std::io::sink()).expect("a thread"));
        let asked = Arc::default();
        let settings = Settings {
            maintain_protection_percentage: 0.0,
            ..Settings::default()
        };
        let (manager, keeping) = ProtectionManager::new(settings, Recorder(Arc::clone(&asked)));
        (Clients::new(journal, manager), asked, keeping)
    }

    #[tokio::test]
    async fn one_wish_stands_exactly_while_somebody_is_connected() {
        let (clients, asked, keeping) = clients();
        let mut events = clients.inner().manager.as_ref().expect("a manager").subscribe();
        let keeper = tokio::spawn(keeping);
        assert_eq!([clients.enter(), clients.enter()], [1, 2]);
        events.recv().await.expect("protected");
        clients.leave();
        assert_eq!(clients.enter(), 2);
        clients.leave();
        clients.leave();
        events.recv().await.expect("unprotected");
        let wanted = asked.lock().expect("unpoisoned").clone();
        assert_eq!(wanted, [Wanted::Protected { minutes: 5 }, Wanted::Unprotected]);
        clients.give_up_protection();
        keeper.await.expect("ended");
    }

    #[tokio::test]
    async fn a_rejection_stands_until_protection_is_there_or_nobody_is() {
        let (clients, _, _keeping) = clients();
        let rejection = Rejection::Unreachable("no agent".to_owned());
        clients.rejected(rejection.clone());
        assert_eq!(clients.rejection(), None, "nobody was connected");
        clients.enter();
        clients.rejected(rejection.clone());
        assert_eq!(clients.rejection(), Some(rejection.clone()));
        assert!(clients.notices().borrow().rejected);
        clients.accepted();
        assert_eq!(clients.rejection(), None);
        clients.rejected(rejection);
        clients.leave();
        let notice = *clients.notices().borrow();
        assert_eq!((notice.rejections, notice.rejected), (2, false));
        assert_eq!(clients.rejection(), None);
    }
}
