//! A task: its containers side by side, from the first report to the last.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::future::join_all;
use tempfile::TempDir;
use tokio::sync::watch;

use super::Programs;
use super::command::command_line;
use super::container::Container;
use super::state::{State, Wish, Wishes};
use crate::logs::Logs;
use crate::runtime::{ContainerLaunch, Launch, Report, Reports};

/// What all tasks share.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) programs: Programs,
    pub(super) logs: Logs,
    pub(super) instance: String,
    /// Where the tasks' folders are made.
    pub(super) folder: PathBuf,
}

/// A task that is to run, runs, or ends.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) context: Arc<Context>,
    pub(super) launch: Launch,
    pub(super) wishes: Wishes,
    /// Of each container, in the launch's order.
    pub(super) states: Vec<watch::Sender<State>>,
    reports: Reports,
}

/// A failure of the start: the container, and ECS's words.
type Failure = (Option<String>, String);

impl Task {
    pub(super) fn new(context: Arc<Context>, launch: Launch, wishes: Wishes, reports: Reports) -> Self {
        Self {
            context,
            states: launch
                .containers
                .iter()
                .map(|_| watch::Sender::default())
                .collect(),
            launch,
            wishes,
            reports,
        }
    }

    /// Runs it to its end.
    pub(super) async fn run(&self) {
        match self.prepare() {
            Ok((command_lines, folder)) => {
                self.contain(&command_lines, folder.path()).await;
                // Many files take a while to go.
                let _ = tokio::task::spawn_blocking(move || folder.close()).await;
            }
            Err((container, reason)) => {
                self.fail(container, reason);
                for container in &self.launch.containers {
                    self.never_ran(container);
                }
            }
        }
        self.report(Report::Stopped);
    }

    /// All that can fail before anything is started.
    fn prepare(&self) -> Result<(Vec<Vec<String>>, TempDir), Failure> {
        self.report(Report::PullStarted);
        let mut command_lines = Vec::new();
        for container in &self.launch.containers {
            let line = command_line(&self.context.programs, container)
                .map_err(|reason| (Some(container.name.clone()), reason))?;
            command_lines.push(line);
        }
        self.report(Report::PullStopped);
        let folder = self.folders().map_err(|error| {
            let reason = format!("CannotCreateContainerError: no folder can be made to work in: {error}");
            (None, reason)
        })?;
        Ok((command_lines, folder))
    }

    /// A folder of the task's, with one for each container.
    fn folders(&self) -> std::io::Result<TempDir> {
        std::fs::create_dir_all(&self.context.folder)?;
        let folder = tempfile::Builder::new()
            .prefix(&format!("{}-", self.launch.task.id))
            .tempdir_in(&self.context.folder)?;
        for index in 0..self.launch.containers.len() {
            std::fs::create_dir(folder.path().join(index.to_string()))?;
        }
        Ok(folder)
    }

    async fn contain(&self, command_lines: &[Vec<String>], folder: &Path) {
        let containers = command_lines.iter().enumerate().map(|(index, line)| {
            let container = Container::new(self, index, line, folder.join(index.to_string()));
            async move { container.run().await }
        });
        join_all(containers).await;
    }

    pub(super) fn report(&self, report: Report) {
        self.reports.send(&self.launch.task, report);
    }

    pub(super) fn never_ran(&self, container: &ContainerLaunch) {
        self.report(Report::ContainerStopped {
            container: container.name.clone(),
            exit_code: None,
            reason: None,
        });
    }

    /// The task fails; what runs of it is stopped. Only the first failure is told, and none of a task that is being
    /// stopped anyway.
    pub(super) fn fail(&self, container: Option<String>, reason: String) {
        if self.wishes.is_at_least(Wish::Stop) {
            return;
        }
        let was_running = self.states.iter().all(|state| state.borrow().started);
        self.wishes.wish(Wish::Stop);
        self.report(Report::Failed {
            container,
            reason,
            was_running,
        });
    }
}
