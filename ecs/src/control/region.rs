//! One account in one region: its state, shared by calls, the driver and the agent.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::autoscaling::Store;
use crate::clock::Clock;
use crate::place::Place;
use crate::plane::Plane;
use crate::shapes::Timestamp;

/// The state of one account in one region.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) place: Place,
    plane: Mutex<Plane>,
    store: Mutex<Store>,
    clock: Arc<Clock>,
    /// The plane has been changed: the driver has to look what follows.
    pub(super) changed: Notify,
}

impl Region {
    pub(super) fn new(place: Place, clock: Arc<Clock>) -> Self {
        Self {
            plane: Mutex::new(Plane::new(place.clone())),
            store: Mutex::new(Store::new(place.clone())),
            place,
            clock,
            changed: Notify::new(),
        }
    }

    /// The time in the account.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The state of ECS, to be looked at. Who changes it, calls [`Region::change`].
    pub(crate) fn plane(&self) -> MutexGuard<'_, Plane> {
        // A panic under the lock is a defect of ours, and the state it leaves is better than none.
        self.plane.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same as a lock, for whoever does part of the work without it.
    pub(super) fn plane_lock(&self) -> &Mutex<Plane> {
        &self.plane
    }

    /// What is registered with Application Auto Scaling.
    pub(crate) fn store(&self) -> &Mutex<Store> {
        &self.store
    }

    /// Changes the state of ECS, and has the driver do what follows.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Plane, Timestamp) -> T) -> T {
        let result = change(&mut self.plane(), self.now());
        self.changed.notify_one();
        result
    }
}
