//! Whose an access key is that was issued to a task.
//!
//! The gateway names the caller of a call after it: `task/<task id>`. A key is known from the moment it is issued
//! until its task is closed.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Callers by access key id.
#[derive(Debug, Default)]
pub(crate) struct Callers(RwLock<HashMap<String, String>>);

impl Callers {
    /// The name of the caller that has the key, if it is a task's.
    pub(crate) fn name(&self, key_id: &str) -> Option<String> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key_id)
            .cloned()
    }

    /// Takes note that the key has been issued to the task.
    pub(crate) fn add(&self, key_id: &str, task_id: &str) {
        self.write().insert(key_id.to_owned(), name_of(task_id));
    }

    /// Forgets the keys of a task.
    pub(crate) fn forget(&self, task_id: &str) {
        let name = name_of(task_id);
        self.write().retain(|_, caller| *caller != name);
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<String, String>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a task is called in the trace.
fn name_of(task_id: &str) -> String {
    format!("task/{task_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_its_tasks_until_the_task_is_forgotten() {
        let callers = Callers::default();
        callers.add("LSIA1", "a");
        callers.add("LSIA2", "a");
        callers.add("LSIA3", "b");
        assert_eq!(callers.name("LSIA2").as_deref(), Some("task/a"));
        assert_eq!(callers.name("LSIA4"), None);
        callers.forget("a");
        assert_eq!(callers.name("LSIA1"), None);
        assert_eq!(callers.name("LSIA2"), None);
        assert_eq!(callers.name("LSIA3").as_deref(), Some("task/b"));
    }
}
