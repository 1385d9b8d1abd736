//! A container of a task: a process with its group, its output, its health check, and those that depend on it.

use std::path::PathBuf;
use std::process::Stdio;

use nix::sys::signal::Signal;
use tokio::sync::watch;

use super::health;
use super::output::Output;
use super::spawn::{Group, Process, Surroundings, exit_code};
use super::state::{State, Wish};
use super::task::Task;
use crate::instance;
use crate::logs::LogStream;
use crate::reap;
use crate::runtime::{ContainerLaunch, Dependency, NetworkBinding, Report};

/// A container of a task.
#[derive(Debug)]
pub(super) struct Container<'a> {
    task: &'a Task,
    index: usize,
    launch: &'a ContainerLaunch,
    command_line: &'a [String],
    surroundings: Surroundings,
}

impl<'a> Container<'a> {
    /// The container of the task at that index of its launch.
    pub(super) fn new(task: &'a Task, index: usize, command_line: &'a [String], folder: PathBuf) -> Self {
        let launch = &task.launch.containers[index];
        Self {
            task,
            index,
            launch,
            command_line,
            surroundings: Surroundings {
                environment: launch.environment.clone(),
                instance: task.context.instance.clone(),
                container: format!(
                    "{}/{}/{}",
                    task.launch.task.place.account, task.launch.task.id, launch.name
                ),
                folder,
            },
        }
    }

    /// Runs it to its end: its last report is that it has stopped.
    pub(super) async fn run(&self) {
        let started = tokio::select! {
            biased;
            () = self.task.wishes.at_least(Wish::Stop) => None,
            started = self.start() => match started {
                Ok(started) => Some(started),
                Err(reason) => {
                    self.task.fail(Some(self.launch.name.clone()), reason);
                    None
                }
            },
        };
        let exit_code = match started {
            Some((process, stream)) => self.live(process, stream).await,
            None => None,
        };
        self.task.report(Report::ContainerStopped {
            container: self.launch.name.clone(),
            exit_code,
            reason: None,
        });
        self.become_(|state| state.ended = Some(exit_code));
    }

    /// Starts it as soon as those are ready that it depends on.
    async fn start(&self) -> Result<(Process, Option<LogStream>), String> {
        for dependency in &self.launch.depends_on {
            self.wait_for(dependency).await?;
        }
        let stream = self.open_logs().await?;
        let output = if stream.is_some() {
            Stdio::piped
        } else {
            Stdio::null
        };
        let process = self
            .surroundings
            .spawn(self.command_line, output)
            .map_err(|error| format!("CannotStartContainerError: {error}"))?;
        Ok((process, stream))
    }

    /// A missing group must keep the container from starting, yet a start must not wait for LocalStack: where the
    /// group was there a moment ago, the stream is created while the process starts.
    async fn open_logs(&self) -> Result<Option<LogStream>, String> {
        let Some(options) = &self.launch.logs else {
            return Ok(None);
        };
        let (logs, place) = (&self.task.context.logs, &self.task.launch.task.place);
        let known = logs.knows(place, options);
        let stream = logs.begin(place, options);
        if !known {
            stream.opened().await.map_err(|error| error.reason())?;
        }
        Ok(Some(stream))
    }

    /// From its first moment to its last; gives its exit code.
    async fn live(&self, mut process: Process, stream: Option<LogStream>) -> Option<i32> {
        let group = process.group;
        let output = Output::follow(&mut process, stream.clone());
        self.task.report(Report::ContainerStarted {
            container: self.launch.name.clone(),
            runtime_id: group.leader().to_string(),
            image_digest: None,
            bindings: self.bindings(),
            private_ip: None,
        });
        self.become_(|state| state.started = true);
        let status = tokio::select! {
            biased;
            status = process.child.wait() => status,
            never = self.accompany(group, stream) => match never {},
        };
        // As in a container, everything ends with its first process.
        group.signal(Signal::SIGKILL);
        self.end_strays().await;
        output.end().await;
        status.ok().map(exit_code)
    }

    /// What goes on beside the process.
    async fn accompany(&self, group: Group, stream: Option<LogStream>) -> std::convert::Infallible {
        let log_trouble = async {
            if let Some(stream) = stream
                && let Err(error) = stream.opened().await
            {
                self.task.fail(Some(self.launch.name.clone()), error.reason());
            }
        };
        let health = async {
            if let Some(check) = &self.launch.health_check {
                health::watch(check, &self.surroundings, |healthy| self.tell_health(healthy)).await;
            }
        };
        tokio::join!(log_trouble, health, self.stop(group));
        std::future::pending().await
    }

    /// When that is wished, asks it to end after those that depend on it, and kills it after its stop timeout.
    async fn stop(&self, group: Group) {
        let wishes = &self.task.wishes;
        let patiently = async {
            wishes.at_least(Wish::Stop).await;
            self.wait_for_dependents().await;
            // As an engine does: a program that does not pass it on to its children learns that here.
            group.signal_leader(Signal::SIGTERM);
            tokio::time::sleep(self.launch.stop_timeout).await;
        };
        tokio::select! {
            biased;
            () = wishes.at_least(Wish::Kill) => {}
            () = patiently => {}
        }
        group.signal(Signal::SIGKILL);
    }

    /// Waits until the condition is met.
    async fn wait_for(&self, dependency: &Dependency) -> Result<(), String> {
        let Dependency { container, condition } = dependency;
        let never = |why: &str| {
            format!(
                "CannotStartContainerError: container {} depends on {condition} of {container}, and {why}",
                self.launch.name
            )
        };
        let other = self
            .position(container)
            .ok_or_else(|| never("there is no such container"))?;
        let mut state = self.task.states[other].subscribe();
        let met = async {
            loop {
                let current = *state.borrow_and_update();
                match current.meets(condition) {
                    Ok(true) => return Ok(()),
                    Ok(false) => {}
                    Err(why) => return Err(never(why)),
                }
                // The sender is the task's.
                let _ = state.changed().await;
            }
        };
        let mut begun = self.task.states[other].subscribe();
        let timeout = async {
            let Some(timeout) = self.task.launch.containers[other].start_timeout else {
                return std::future::pending().await;
            };
            let _ = begun.wait_for(|state| state.started).await;
            tokio::time::sleep(timeout).await;
        };
        tokio::select! {
            biased;
            met = met => met,
            () = timeout => Err(never("its start timeout has passed")),
        }
    }

    async fn wait_for_dependents(&self) {
        for (index, other) in self.task.launch.containers.iter().enumerate() {
            let depends = other
                .depends_on
                .iter()
                .any(|dependency| dependency.container == self.launch.name);
            if depends && index != self.index {
                let mut state = self.task.states[index].subscribe();
                let _ = state.wait_for(|state| state.ended.is_some()).await;
            }
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        let containers = &self.task.launch.containers;
        containers.iter().position(|container| container.name == name)
    }

    fn tell_health(&self, healthy: bool) {
        self.become_(|state| state.healthy = Some(healthy));
        self.task.report(Report::ContainerHealth {
            container: self.launch.name.clone(),
            healthy,
        });
    }

    fn become_(&self, change: impl FnOnce(&mut State)) {
        let state: &watch::Sender<State> = &self.task.states[self.index];
        state.send_modify(change);
    }

    /// A process has no network of its own: its ports are the machine's, whatever host ports are asked for.
    fn bindings(&self) -> Vec<NetworkBinding> {
        let mappings = self.launch.port_mappings.iter();
        mappings
            .map(|mapping| NetworkBinding {
                bind_ip: "127.0.0.1".to_owned(),
                container_port: mapping.container_port,
                host_port: mapping.container_port,
                protocol: mapping.protocol.clone(),
            })
            .collect()
    }

    /// Kills those of its processes that have left its group.
    async fn end_strays(&self) {
        let container = self.surroundings.container.clone();
        let ending = tokio::task::spawn_blocking(move || {
            for (process, _) in reap::processes_with(instance::CONTAINER_VARIABLE, &container) {
                reap::kill(process);
            }
        });
        let _ = ending.await;
    }
}
