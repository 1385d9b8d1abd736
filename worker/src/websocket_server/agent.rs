//! The task's agent, with its last call kept: an event tells neither what was asked for when it was rejected, nor of
//! the release at the very end.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use crate::protection::{Agent, Rejection, Wanted};

/// A call of the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) wanted: Wanted,
    /// Nothing while it is under way, or where it was abandoned.
    pub(super) answer: Option<Result<(), Rejection>>,
}

/// The last call, if there was one.
#[derive(Debug, Clone, Default)]
pub(super) struct LastCall(Arc<Mutex<Option<Call>>>);

impl LastCall {
    pub(super) fn get(&self) -> Option<Call> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, wanted: Wanted, answer: Option<Result<(), Rejection>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Call { wanted, answer });
    }
}

/// An agent whose last call is kept.
#[derive(Debug)]
pub(super) struct Witnessed<A> {
    agent: A,
    last: LastCall,
}

impl<A: Agent> Witnessed<A> {
    pub(super) fn new(agent: A) -> (Self, LastCall) {
        let last = LastCall::default();
        let witnessed = Self {
            agent,
            last: last.clone(),
        };
        (witnessed, last)
    }
}

impl<A: Agent> Agent for Witnessed<A> {
    fn set(&self, wanted: Wanted) -> impl Future<Output = Result<(), Rejection>> + Send {
        self.last.set(wanted, None);
        async move {
            let answer = self.agent.set(wanted).await;
            self.last.set(wanted, Some(answer.clone()));
            answer
        }
    }
}
