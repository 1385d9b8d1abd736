//! The task's agent, with a note of each call that it did not confirm: a rejection does not tell what was asked for.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::protection::{Agent, Rejection, Wanted};

/// What was asked for and not confirmed, in order; each is followed by an event.
#[derive(Debug, Clone, Default)]
pub(super) struct Unconfirmed(Arc<Mutex<VecDeque<Wanted>>>);

impl Unconfirmed {
    /// What the next rejection is about.
    pub(super) fn next(&self) -> Option<Wanted> {
        self.calls().pop_front()
    }

    /// Events were missed: which of the calls the next is about cannot be known.
    pub(super) fn forget(&self) {
        self.calls().clear();
    }

    fn calls(&self) -> MutexGuard<'_, VecDeque<Wanted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An agent of whose calls note is taken.
#[derive(Debug)]
pub(super) struct Witness<A> {
    agent: A,
    unconfirmed: Unconfirmed,
}

impl<A: Agent> Witness<A> {
    pub(super) fn new(agent: A) -> (Self, Unconfirmed) {
        let unconfirmed = Unconfirmed::default();
        let witness = Self {
            agent,
            unconfirmed: unconfirmed.clone(),
        };
        (witness, unconfirmed)
    }
}

impl<A: Agent> Agent for Witness<A> {
    fn set(&self, wanted: Wanted) -> impl Future<Output = Result<(), Rejection>> + Send {
        let attempt = Attempt {
            wanted,
            confirmed: false,
            unconfirmed: self.unconfirmed.clone(),
        };
        async move {
            // As a whole: dropped with the call, whether or not that has come to its end.
            let mut attempt = attempt;
            let answer = self.agent.set(wanted).await;
            attempt.confirmed = answer.is_ok();
            answer
        }
    }
}

/// A call; one that is not answered in time is dropped.
struct Attempt {
    wanted: Wanted,
    confirmed: bool,
    unconfirmed: Unconfirmed,
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if !self.confirmed {
            self.unconfirmed.calls().push_back(self.wanted);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Confirms releases, and never answers anything else.
    struct Slow;

    impl Agent for Slow {
        async fn set(&self, wanted: Wanted) -> Result<(), Rejection> {
            if wanted != Wanted::Unprotected {
                std::future::pending::<()>().await;
            }
            Ok(())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_was_given_up_is_noted_as_well() {
        let (agent, unconfirmed) = Witness::new(Slow);
        let wanted = Wanted::Protected { minutes: 5 };
        let call = tokio::time::timeout(Duration::from_secs(1), agent.set(wanted));
        call.await.expect_err("no answer");
        agent.set(Wanted::Unprotected).await.expect("confirmed");
        assert_eq!([unconfirmed.next(), unconfirmed.next()], [Some(wanted), None]);
    }
}
