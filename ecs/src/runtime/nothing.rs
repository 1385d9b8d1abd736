//! A runtime that starts nothing: a task is said to run at once, and to have ended as soon as it is told to.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures::future::BoxFuture;

use super::{Launch, Report, Reports, Runtime, TaskKey};

/// The exit code of a container that heeds SIGTERM.
const ENDED: i32 = 0;
/// The exit code of one that is killed.
const KILLED: i32 = 137;

/// A runtime that starts nothing. For trying the API out, and for measuring all but the runtime.
#[derive(Debug, Default)]
pub(crate) struct Nothing {
    running: Mutex<HashMap<TaskKey, (Launch, Reports)>>,
}

impl Nothing {
    fn end_task(&self, task: &TaskKey, code: i32) {
        let ended = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(task);
        if let Some((launch, reports)) = ended {
            end_with(&launch, &reports, code);
        }
    }
}

impl Runtime for Nothing {
    fn start(&self, launch: Launch, reports: Reports) {
        let task = launch.task.clone();
        reports.send(&task, Report::PullStarted);
        reports.send(&task, Report::PullStopped);
        for container in &launch.containers {
            reports.send(
                &task,
                Report::ContainerStarted {
                    container: container.name.clone(),
                    runtime_id: format!("{}-{}", task.id, container.name),
                    image_digest: None,
                    bindings: Vec::new(),
                    private_ip: None,
                },
            );
        }
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(task, (launch, reports));
    }

    fn stop(&self, task: &TaskKey) {
        self.end_task(task, ENDED);
    }

    fn kill(&self, task: &TaskKey) {
        self.end_task(task, KILLED);
    }

    fn forget_cluster(&self, _cluster_arn: &str) {}

    fn end(&self) -> BoxFuture<'_, ()> {
        let running = std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        for (launch, reports) in running.values() {
            end_with(launch, reports, KILLED);
        }
        Box::pin(std::future::ready(()))
    }
}

fn end_with(launch: &Launch, reports: &Reports, code: i32) {
    for container in &launch.containers {
        reports.send(
            &launch.task,
            Report::ContainerStopped {
                container: container.name.clone(),
                exit_code: Some(code),
                reason: None,
            },
        );
    }
    reports.send(&launch.task, Report::Stopped);
}
