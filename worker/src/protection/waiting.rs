//! Those who wait for an answer of the keeper.

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{Rejection, Released};

/// Where an answer goes.
pub(super) type Told<T> = oneshot::Sender<Result<T, Rejection>>;

/// Who waits for protection, and who waits for what has become of it.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    acquiring: Vec<Told<()>>,
    /// Empty as long as anyone holds.
    releasing: Vec<Told<Released>>,
}

impl Waiting {
    /// One more holder, who may want to know when protection is in force.
    pub(super) fn hold(&mut self, told: Option<Told<()>>) {
        self.acquiring.extend(told);
        self.still_held();
    }

    /// One holder fewer, of several if others `hold` on, who may want to know what becomes of the protection.
    pub(super) fn release(&mut self, told: Option<Told<Released>>, held: bool) {
        self.releasing.extend(told);
        if held {
            self.still_held();
        }
    }

    /// Whoever released while others hold, or before others came to hold, has nothing to wait for: it may be long
    /// until the protection is released.
    fn still_held(&mut self) {
        self.released(&Ok(Released::StillHeld));
    }

    /// Whether anyone still waits for protection.
    pub(super) fn for_protection(&self) -> bool {
        self.acquiring.iter().any(|told| !told.is_closed())
    }

    /// Whether anyone waits for anything.
    pub(super) fn any(&self) -> bool {
        self.for_protection() || !self.releasing.is_empty()
    }

    /// Those who have released until now; who does from now on waits for another answer than they.
    pub(super) fn take_releasing(&mut self) -> Self {
        Self {
            acquiring: Vec::new(),
            releasing: std::mem::take(&mut self.releasing),
        }
    }

    /// Answers those who wait for protection.
    pub(super) fn acquired(&mut self, outcome: &Result<(), Rejection>) {
        tell(&mut self.acquiring, outcome);
    }

    /// Answers those who have released.
    pub(super) fn released(&mut self, outcome: &Result<Released, Rejection>) {
        tell(&mut self.releasing, outcome);
    }

    /// Answers those who have released what is in force until then.
    pub(super) fn kept(&mut self, until: Instant) {
        self.released(&Ok(Released::Kept { until }));
    }
}

/// Tells all who wait; one that has stopped waiting need not know.
fn tell<T: Clone>(waiting: &mut Vec<Told<T>>, outcome: &Result<T, Rejection>) {
    for told in waiting.drain(..) {
        let _ = told.send(outcome.clone());
    }
}
