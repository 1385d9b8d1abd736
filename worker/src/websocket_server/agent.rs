//! The task's agent, with its last answer kept: the release at the very end has no other witness.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use crate::protection::{Agent, Rejection, Wanted};

/// The last call's outcome; nothing while one is under way, or was abandoned.
#[derive(Debug, Clone, Default)]
pub(super) struct LastAnswer(Arc<Mutex<Option<Result<(), Rejection>>>>);

impl LastAnswer {
    pub(super) fn get(&self) -> Option<Result<(), Rejection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, answer: Option<Result<(), Rejection>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = answer;
    }
}

/// An agent whose last answer is kept.
#[derive(Debug)]
pub(super) struct Witnessed<A> {
    agent: A,
    last: LastAnswer,
}

impl<A: Agent> Witnessed<A> {
    pub(super) fn new(agent: A) -> (Self, LastAnswer) {
        let last = LastAnswer::default();
        let witnessed = Self {
            agent,
            last: last.clone(),
        };
        (witnessed, last)
    }
}

impl<A: Agent> Agent for Witnessed<A> {
    fn set(&self, wanted: Wanted) -> impl Future<Output = Result<(), Rejection>> + Send {
        self.last.set(None);
        async move {
            let answer = self.agent.set(wanted).await;
            self.last.set(Some(answer.clone()));
            answer
        }
    }
}
