//! Which tasks there are, and whose each container is.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, mpsc};

use crate::runtime::TaskKey;

/// Something that a task is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// Stop, with the stop timeouts.
    Stop,
    /// Kill everything.
    Kill,
    /// The engine says that the container has ended, and by which exit code.
    Died(usize, Option<i32>),
    /// The container may have ended without a word of the engine's.
    Look(usize),
    /// The container's health check has changed its mind.
    Health(usize, bool),
    /// There is no engine any more.
    Gone(String),
}

/// The way to a task.
pub(super) type Inbox = mpsc::UnboundedSender<Message>;

/// The tasks, by key, and their containers, by the engine's id.
#[derive(Debug, Default)]
pub(super) struct Directory {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    tasks: HashMap<TaskKey, Inbox>,
    containers: HashMap<String, (Inbox, usize)>,
    closed: bool,
}

impl Directory {
    /// Enters a task; false if there is one already, or no more are taken.
    pub(super) fn enter(&self, task: &TaskKey, inbox: Inbox) -> bool {
        let mut state = self.state();
        if state.closed || state.tasks.contains_key(task) {
            return false;
        }
        state.tasks.insert(task.clone(), inbox);
        true
    }

    /// Strikes out a task and its containers.
    pub(super) fn leave(&self, task: &TaskKey, inbox: &Inbox) {
        let mut state = self.state();
        state.tasks.remove(task);
        state
            .containers
            .retain(|_, (whose, _)| !whose.same_channel(inbox));
        drop(state);
        self.changed.notify_waiters();
    }

    /// Enters a container, before it is started.
    pub(super) fn enter_container(&self, id: &str, inbox: Inbox, index: usize) {
        self.state().containers.insert(id.to_owned(), (inbox, index));
    }

    /// Tells a task; nothing comes of it where there is none.
    pub(super) fn tell(&self, task: &TaskKey, message: Message) {
        if let Some(inbox) = self.state().tasks.get(task) {
            let _ = inbox.send(message);
        }
    }

    /// Tells the task of a container; false if no task has it.
    pub(super) fn tell_of_container(&self, id: &str, message: impl FnOnce(usize) -> Message) -> bool {
        let state = self.state();
        let Some((inbox, index)) = state.containers.get(id) else {
            return false;
        };
        let _ = inbox.send(message(*index));
        true
    }

    /// Tells every task.
    pub(super) fn tell_all(&self, message: &Message) {
        for inbox in self.state().tasks.values() {
            let _ = inbox.send(message.clone());
        }
    }

    /// The ids of all containers.
    pub(super) fn containers(&self) -> Vec<String> {
        self.state().containers.keys().cloned().collect()
    }

    /// Takes no more tasks.
    pub(super) fn close(&self) {
        self.state().closed = true;
    }

    /// Waits until there is no task.
    pub(super) async fn empty(&self) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // Registered before the look, so that no change is missed between the two.
            changed.as_mut().enable();
            if self.state().tasks.is_empty() {
                return;
            }
            changed.await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
