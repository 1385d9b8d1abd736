//! What each step of the scheduler needs beside the cluster that it works on.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Ids, Order, Pace};
use crate::place::Place;
use crate::runtime::TaskKey;
use crate::shapes::Timestamp;

/// A task's id: 32 hexadecimal digits.
pub(crate) type TaskId = Arc<str>;

/// Which service: its cluster's name and its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ServiceKey {
    pub(crate) cluster: Arc<str>,
    pub(crate) service: Arc<str>,
}

/// Ids, pauses, and what is to be done.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) place: Place,
    pub(crate) ids: Ids,
    pub(crate) pace: Pace,
    /// The latest time that was told: no step is dated before an earlier one.
    now: Timestamp,
    orders: Vec<Order>,
    /// Tasks to be handed to the runtime: cluster and id, in the order in which they were made.
    starting: Vec<(Arc<str>, TaskId)>,
    /// Services that something has happened to.
    dirty: BTreeSet<ServiceKey>,
    /// When services have something due, each at most once.
    due: BTreeSet<(Timestamp, ServiceKey)>,
}

impl Context {
    pub(super) fn new(place: Place, ids: Ids) -> Self {
        Self {
            place,
            ids,
            pace: Pace::default(),
            now: Timestamp::default(),
            orders: Vec::new(),
            starting: Vec::new(),
            dirty: BTreeSet::new(),
            due: BTreeSet::new(),
        }
    }

    /// Takes note of the time. It never goes back, whatever the machine's clock does.
    pub(super) fn at(&mut self, now: Timestamp) -> Timestamp {
        self.now = self.now.max(now);
        self.now
    }

    /// Orders the runtime to stop a task.
    pub(super) fn order_stop(&mut self, id: &TaskId) {
        let key = self.task_key(id);
        self.orders.push(Order::Stop(key));
    }

    pub(super) fn order(&mut self, order: Order) {
        self.orders.push(order);
    }

    pub(super) fn task_key(&self, id: &TaskId) -> TaskKey {
        TaskKey {
            place: self.place.clone(),
            id: id.to_string(),
        }
    }

    pub(super) fn take_orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.orders)
    }

    /// Notes a new task, to be handed to the runtime by the next reconciliation.
    pub(super) fn starts(&mut self, cluster: &Arc<str>, id: &TaskId) {
        self.starting.push((Arc::clone(cluster), Arc::clone(id)));
    }

    pub(super) fn take_starting(&mut self) -> Vec<(Arc<str>, TaskId)> {
        std::mem::take(&mut self.starting)
    }

    /// Notes that something has happened to the service.
    pub(super) fn touch(&mut self, key: ServiceKey) {
        self.dirty.insert(key);
    }

    /// The next service that has something to be done about by now.
    pub(super) fn next_service(&mut self, now: Timestamp) -> Option<ServiceKey> {
        if let Some(key) = self.dirty.pop_first() {
            return Some(key);
        }
        if self.due.first().is_some_and(|(time, _)| *time <= now) {
            return self.due.pop_first().map(|(_, key)| key);
        }
        None
    }

    /// Changes when the service has something due.
    pub(super) fn set_due(&mut self, key: &ServiceKey, before: Option<Timestamp>, after: Option<Timestamp>) {
        if before == after {
            // It may have been taken out to be served.
            if let Some(time) = after {
                self.due.insert((time, key.clone()));
            }
            return;
        }
        if let Some(time) = before {
            self.due.remove(&(time, key.clone()));
        }
        if let Some(time) = after {
            self.due.insert((time, key.clone()));
        }
    }

    /// When the first service has something due.
    pub(super) fn first_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(time, _)| *time)
    }
}
