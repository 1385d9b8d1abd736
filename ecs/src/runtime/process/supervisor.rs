//! The runtime: which tasks there are, and what is wished of them.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio_util::task::TaskTracker;

use super::Programs;
use super::state::{Wish, Wishes};
use super::task::{Context, Task};
use crate::instance;
use crate::logs::Logs;
use crate::runtime::{Launch, Report, Reports, Runtime, TaskKey};

/// How long the end waits for tasks that are killed: their processes are gone at once, but a LocalStack that has
/// ended already cannot be given their last output.
const END_WITHIN: Duration = Duration::from_secs(3);

/// Runs tasks as processes of this machine.
pub(crate) struct ProcessRuntime {
    context: Arc<Context>,
    tasks: Arc<Mutex<Tasks>>,
    running: TaskTracker,
}

#[derive(Default)]
struct Tasks {
    wishes: HashMap<TaskKey, Wishes>,
    /// Nothing is started any more.
    ended: bool,
}

impl fmt::Debug for ProcessRuntime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ProcessRuntime")
            .field("context", &self.context)
            .field("tasks", &self.running.len())
            .finish_non_exhaustive()
    }
}

impl ProcessRuntime {
    /// A runtime of the instance of that name.
    pub(crate) fn new(programs: Programs, logs: Logs, instance: &str) -> Self {
        Self {
            context: Arc::new(Context {
                programs,
                logs,
                instance: instance.to_owned(),
                folder: instance::folder(instance),
            }),
            tasks: Arc::default(),
            running: TaskTracker::new(),
        }
    }

    fn tasks(&self) -> MutexGuard<'_, Tasks> {
        lock(&self.tasks)
    }

    fn wish(&self, task: &TaskKey, wish: Wish) {
        if let Some(wishes) = self.tasks().wishes.get(task) {
            wishes.wish(wish);
        }
    }
}

fn lock(tasks: &Mutex<Tasks>) -> MutexGuard<'_, Tasks> {
    tasks.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Runtime for ProcessRuntime {
    fn start(&self, launch: Launch, reports: Reports) {
        let wishes = Wishes::default();
        let key = launch.task.clone();
        {
            let mut tasks = self.tasks();
            if tasks.ended {
                reports.send(&key, Report::Stopped);
                return;
            }
            tasks.wishes.insert(key.clone(), wishes.clone());
        }
        let task = Task::new(self.context.clone(), launch, wishes, reports);
        let tasks = self.tasks.clone();
        self.running.spawn(async move {
            task.run().await;
            lock(&tasks).wishes.remove(&key);
        });
    }

    fn stop(&self, task: &TaskKey) {
        self.wish(task, Wish::Stop);
    }

    fn kill(&self, task: &TaskKey) {
        self.wish(task, Wish::Kill);
    }

    /// Nothing is made for a cluster as a whole.
    fn forget_cluster(&self, _cluster_arn: &str) {}

    fn end(&self) -> BoxFuture<'_, ()> {
        async {
            {
                let mut tasks = self.tasks();
                tasks.ended = true;
                for wishes in tasks.wishes.values() {
                    wishes.wish(Wish::Kill);
                }
            }
            self.running.close();
            if tokio::time::timeout(END_WITHIN, self.running.wait())
                .await
                .is_err()
            {
                tracing::warn!(
                    "the last output of {} tasks could not be delivered",
                    self.running.len()
                );
            }
            let folder = self.context.folder.clone();
            let _ = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(folder)).await;
        }
        .boxed()
    }
}
