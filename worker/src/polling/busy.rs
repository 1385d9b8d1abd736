//! Whether any handler of a queue is at work.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts handlers at work. Clones count together.
#[derive(Debug, Clone, Default)]
pub(super) struct Busy(Arc<AtomicUsize>);

/// A handler at work, until it is dropped.
#[derive(Debug)]
pub(super) struct AtWork(Busy);

impl Busy {
    pub(super) fn begin(&self) -> AtWork {
        self.0.fetch_add(1, Ordering::Relaxed);
        AtWork(self.clone())
    }

    pub(super) fn is_idle(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
