//! What the programs of the scenarios that did not pass printed and called.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Key;

/// Handed from the hook that clears away after a scenario to the report. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Evidence(Arc<Mutex<HashMap<Key, String>>>);

impl Evidence {
    /// Keeps a scenario's.
    pub fn keep(&self, key: Key, text: String) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, text);
    }

    /// Takes a scenario's.
    pub fn take(&self, key: &Key) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key)
    }
}
