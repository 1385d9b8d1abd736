//! The tasks that are open, and which of them an id or a token belongs to.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use super::credentials::Issued;
use super::ids::unguessable;
use crate::runtime::{Launch, TaskKey};

/// A task that may call.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) launch: Launch,
    /// The ids of its containers' endpoints, by the container's name.
    pub(super) ids: BTreeMap<String, String>,
    /// Where its credentials are, if it has a role.
    pub(super) credentials_id: String,
    /// What its containers must send for them.
    pub(super) token: String,
    /// The credentials that it was given last.
    pub(super) issued: tokio::sync::Mutex<Option<Issued>>,
}

impl Open {
    fn new(launch: &Launch) -> Self {
        let name = |container: &crate::runtime::ContainerLaunch| (container.name.clone(), unguessable());
        Self {
            ids: launch.containers.iter().map(name).collect(),
            credentials_id: unguessable(),
            token: unguessable(),
            issued: tokio::sync::Mutex::default(),
            launch: launch.clone(),
        }
    }
}

/// A container of a task that is open.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) task: Arc<Open>,
    pub(super) container: String,
}

/// The tasks that are open.
#[derive(Debug, Default)]
pub(super) struct Endpoints(RwLock<Maps>);

#[derive(Debug, Default)]
struct Maps {
    tasks: HashMap<TaskKey, Arc<Open>>,
    containers: HashMap<String, Endpoint>,
    credentials: HashMap<String, Arc<Open>>,
    tokens: HashMap<String, TaskKey>,
}

impl Endpoints {
    /// Opens a task. One that is open already stays as it is.
    pub(super) fn open(&self, launch: &Launch) -> Arc<Open> {
        let mut maps = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = maps.tasks.get(&launch.task) {
            return open.clone();
        }
        let task = Arc::new(Open::new(launch));
        for (container, id) in &task.ids {
            let endpoint = Endpoint {
                task: task.clone(),
                container: container.clone(),
            };
            maps.containers.insert(id.clone(), endpoint);
        }
        maps.credentials.insert(task.credentials_id.clone(), task.clone());
        maps.tokens.insert(task.token.clone(), launch.task.clone());
        maps.tasks.insert(launch.task.clone(), task.clone());
        task
    }

    /// Closes a task, and returns it if it was open: none of its ids is known any more.
    pub(super) fn close(&self, key: &TaskKey) -> Option<Arc<Open>> {
        let mut maps = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let task = maps.tasks.remove(key)?;
        for id in task.ids.values() {
            maps.containers.remove(id);
        }
        maps.credentials.remove(&task.credentials_id);
        maps.tokens.remove(&task.token);
        Some(task)
    }

    /// The container whose endpoint has that id.
    pub(super) fn container(&self, id: &str) -> Option<Endpoint> {
        self.read().containers.get(id).cloned()
    }

    /// The task whose credentials have that id.
    pub(super) fn credentials(&self, id: &str) -> Option<Arc<Open>> {
        self.read().credentials.get(id).cloned()
    }

    /// The task that was given the token.
    pub(super) fn holder(&self, token: &str) -> Option<TaskKey> {
        self.read().tokens.get(token).cloned()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Maps> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}
