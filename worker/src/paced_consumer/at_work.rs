//! How many messages are being worked on.

use std::sync::Arc;

use tokio::sync::watch;

/// Counts them. Clones count together.
#[derive(Debug, Clone, Default)]
pub(super) struct AtWork(Arc<watch::Sender<usize>>);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Working(AtWork);

impl AtWork {
    pub(super) fn begin(&self) -> Working {
        self.0.send_modify(|count| *count += 1);
        Working(self.clone())
    }

    /// How many, now and at every change.
    pub(super) fn watch(&self) -> watch::Receiver<usize> {
        self.0.subscribe()
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count -= 1);
    }
}
