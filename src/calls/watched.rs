//! The calls of one account, kept up to date as they arrive and end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use local_ecs::Call;
use local_ecs::admin::{Client, ClientError};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long the gateway may keep a question for news open.
const WAIT: Duration = Duration::from_secs(30);

/// The calls so far, in the order in which they arrived; those in flight too. Followed until it is dropped.
#[derive(Debug)]
pub struct Calls {
    admin: Client,
    account: String,
    by_id: Arc<Mutex<BTreeMap<u64, Call>>>,
    revision: watch::Receiver<u64>,
    follower: JoinHandle<()>,
}

impl Calls {
    /// Follows the calls of an account that the gateway knows.
    pub fn follow(admin: Client, account: String) -> Self {
        let calls = Arc::<Mutex<BTreeMap<u64, Call>>>::default();
        let (sender, revision) = watch::channel(0);
        let seen = Arc::clone(&calls);
        let (asked, of) = (admin.clone(), account.clone());
        let follower = tokio::spawn(async move {
            loop {
                let after = *sender.borrow();
                // Without an answer the gateway is gone or the account forgotten; the environment's own watch tells
                // of the one, and the other is the scenario's end.
                let Ok(trace) = asked.trace(&of, after, WAIT).await else {
                    return;
                };
                let mut calls = seen.lock().unwrap_or_else(PoisonError::into_inner);
                calls.extend(trace.calls.into_iter().map(|call| (call.id, call)));
                drop(calls);
                sender.send_replace(trace.revision);
            }
        });
        Self {
            admin,
            account,
            by_id: calls,
            revision,
            follower,
        }
    }

    /// Waits until all calls are here that the gateway knows of by now. What a program has printed, or that it has
    /// ended, may be seen before the calls that it has made until then.
    ///
    /// # Errors
    /// The gateway does not answer.
    pub async fn catch_up(&self) -> Result<(), ClientError> {
        let here = *self.revision.borrow();
        let news = self.admin.trace(&self.account, here, Duration::ZERO).await?;
        // Should the follower have ended, there is nothing to wait for.
        let mut revision = self.revision.clone();
        let _ = revision.wait_for(|here| *here >= news.revision).await;
        Ok(())
    }

    /// All calls so far.
    pub fn all(&self) -> Vec<Call> {
        self.by_id
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// Those of one caller.
    pub fn of(&self, caller: &str) -> Vec<Call> {
        self.all()
            .into_iter()
            .filter(|call| call.caller == caller)
            .collect()
    }

    /// Wakes whenever a call arrives or ends.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.revision.clone()
    }
}

impl Drop for Calls {
    fn drop(&mut self) {
        self.follower.abort();
    }
}
