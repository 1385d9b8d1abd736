//! A runtime that starts nothing: for benchmarks, for tests of clients, and for play by hand.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;

use super::{Launch, Report, Reports, Runtime, TaskKey};

/// The exit code of what was killed.
const KILLED: i32 = 137;

/// Says of every task that it runs at once, until it is stopped or killed.
#[derive(Debug, Default)]
pub(crate) struct Nothing {
    tasks: Mutex<HashMap<TaskKey, Running>>,
}

#[derive(Debug)]
struct Running {
    containers: Vec<String>,
    reports: Reports,
}

impl Nothing {
    fn tasks(&self) -> MutexGuard<'_, HashMap<TaskKey, Running>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stopped(&self, task: &TaskKey, exit_code: i32) {
        let stopped = self.tasks().remove(task);
        if let Some(running) = stopped {
            running.stopped(task, exit_code);
        }
    }
}

impl Running {
    fn stopped(self, task: &TaskKey, exit_code: i32) {
        for container in self.containers {
            let report = Report::ContainerStopped {
                container,
                exit_code: Some(exit_code),
                reason: None,
            };
            self.reports.send(task, report);
        }
        self.reports.send(task, Report::Stopped);
    }
}

impl Runtime for Nothing {
    fn start(&self, launch: Launch, reports: Reports) {
        let Launch { task, containers, .. } = launch;
        let containers: Vec<String> = containers.into_iter().map(|container| container.name).collect();
        // Held until all is told, so that a stop comes after it.
        let mut tasks = self.tasks();
        reports.send(&task, Report::PullStarted);
        reports.send(&task, Report::PullStopped);
        for container in &containers {
            let report = Report::ContainerStarted {
                container: container.clone(),
                runtime_id: format!("{}-{container}", task.id),
                image_digest: None,
                bindings: Vec::new(),
                private_ip: None,
            };
            reports.send(&task, report);
        }
        tasks.insert(task, Running { containers, reports });
    }

    fn stop(&self, task: &TaskKey) {
        self.stopped(task, 0);
    }

    fn kill(&self, task: &TaskKey) {
        self.stopped(task, KILLED);
    }

    fn forget_cluster(&self, _cluster_arn: &str) {}

    fn end(&self) -> BoxFuture<'_, ()> {
        async {
            let tasks = std::mem::take(&mut *self.tasks());
            for (task, running) in tasks {
                running.stopped(&task, KILLED);
            }
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;
    use crate::runtime::ContainerLaunch;

    fn launch(id: &str) -> Launch {
        let container = |name: &str| ContainerLaunch {
            name: name.to_owned(),
            ..ContainerLaunch::default()
        };
        Launch {
            task: TaskKey {
                place: Place::new("111122223333", "us-east-1"),
                id: id.to_owned(),
            },
            task_arn: String::new(),
            cluster_arn: String::new(),
            cluster: String::new(),
            family: String::new(),
            revision: 1,
            network_mode: "awsvpc".to_owned(),
            execution_role_arn: None,
            task_role_arn: None,
            containers: vec![container("main"), container("sidecar")],
        }
    }

    #[tokio::test]
    async fn a_task_runs_at_once_until_it_is_told_otherwise_and_stops_once() {
        let (reports, mut received) = Reports::channel();
        let nothing = Nothing::default();
        let mut told = move || {
            let mut told = Vec::new();
            while let Ok((task, report)) = received.try_recv() {
                let what = match report {
                    Report::ContainerStarted { container, .. } => format!("{container} started"),
                    Report::ContainerStopped {
                        container, exit_code, ..
                    } => format!("{container} stopped {exit_code:?}"),
                    other => format!("{other:?}"),
                };
                told.push(format!("{}: {what}", task.id));
            }
            told.join(", ")
        };
        nothing.start(launch("a"), reports.clone());
        assert_eq!(
            told(),
            "a: PullStarted, a: PullStopped, a: main started, a: sidecar started"
        );
        nothing.stop(&launch("b").task);
        assert_eq!(told(), "");
        nothing.stop(&launch("a").task);
        nothing.stop(&launch("a").task);
        assert_eq!(
            told(),
            "a: main stopped Some(0), a: sidecar stopped Some(0), a: Stopped"
        );
        nothing.start(launch("c"), reports.clone());
        told();
        nothing.end().await;
        assert_eq!(
            told(),
            "c: main stopped Some(137), c: sidecar stopped Some(137), c: Stopped"
        );
    }
}
