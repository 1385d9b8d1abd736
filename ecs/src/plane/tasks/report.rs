//! What the runtime reports, and what it means for the task.
//!
//! Reports come in any order and for any task: one that is unknown, or stopped, is left alone.

use super::state::{StopCause, TaskState};
use super::{Status, network};
use crate::plane::context::Context;
use crate::plane::services::{Condition, Trouble};
use crate::plane::{ClusterState, Plane};
use crate::runtime::{self, Report};
use crate::shapes::Timestamp;
use crate::shapes::container_definition::TransportProtocol;
use crate::shapes::task::{Connectivity, Container, HealthStatus, NetworkBinding, TaskStopCode};

impl Plane {
    /// Takes note of what has become of a task. One that is unknown is left alone.
    pub(crate) fn report(&mut self, now: Timestamp, task: &str, report: Report) {
        let now = self.context.at(now);
        let Some(cluster) = self
            .clusters
            .values_mut()
            .find(|cluster| cluster.tasks.get(task).is_some())
        else {
            return;
        };
        let context = &mut self.context;
        let Some(state) = cluster.tasks.get_mut(task) else {
            return;
        };
        if state.status == Status::Stopped {
            return;
        }
        let consequence = match report {
            Report::PullStarted => {
                if state.record.pull_started_at.is_none() {
                    state.record.pull_started_at = Some(now);
                    network::attached(&mut state.record);
                    connected(state, now);
                    state.changed();
                }
                Consequence::None
            }
            Report::PullStopped => {
                if state.record.pull_stopped_at.is_none() {
                    state.record.pull_started_at.get_or_insert(now);
                    state.record.pull_stopped_at = Some(now);
                    state.changed();
                }
                Consequence::None
            }
            Report::ContainerStarted {
                container,
                runtime_id,
                image_digest,
                bindings,
                private_ip,
            } => {
                if let Some(address) = private_ip {
                    network::set_private_ip(&mut state.record, &address, &context.place.region);
                }
                if let Some(found) = container_mut(state, &container) {
                    found.runtime_id = Some(runtime_id);
                    found.image_digest = image_digest;
                    found.network_bindings = bindings.into_iter().map(binding).collect();
                    // One that has ended by now has ended for good.
                    if found.last_status.as_deref() == Some("PENDING") {
                        found.last_status = Some("RUNNING".to_owned());
                    }
                    state.changed();
                }
                started(state, now)
            }
            Report::ContainerHealth { container, healthy } => health(state, &container, healthy),
            Report::ContainerStopped {
                container,
                exit_code,
                reason,
            } => {
                if let Some(found) = container_mut(state, &container) {
                    found.last_status = Some("STOPPED".to_owned());
                    found.exit_code = exit_code;
                    found.reason = reason.or_else(|| found.reason.take());
                    state.changed();
                }
                container_stopped(state, &container, now)
            }
            Report::Failed {
                container,
                reason,
                was_running,
            } => {
                if let Some(found) = container.and_then(|name| container_mut(state, &name)) {
                    found.reason = Some(reason.clone());
                }
                let code = if was_running {
                    TaskStopCode::EssentialContainerExited
                } else {
                    TaskStopCode::TaskFailedToStart
                };
                Consequence::Stop(StopCause::new(code, reason))
            }
            Report::Stopped => Consequence::Ended,
        };
        cluster.apply(task, consequence, now, context);
    }
}

/// What a report means beyond the task's own record.
#[derive(Debug)]
enum Consequence {
    None,
    /// Its service counts it otherwise.
    Condition(Condition),
    /// It cannot go on.
    Stop(StopCause),
    /// Nothing is left of it.
    Ended,
}

impl ClusterState {
    fn apply(&mut self, id: &str, consequence: Consequence, now: Timestamp, context: &mut Context) {
        match consequence {
            Consequence::None => {}
            Consequence::Condition(condition) => self.condition(id, condition, now, context),
            Consequence::Stop(cause) => {
                let failed_to_start = cause.code == TaskStopCode::TaskFailedToStart;
                self.trouble(id, failed_to_start, now, context);
                self.stop_one(id, cause, now, context);
            }
            Consequence::Ended => {
                let wanted = self.tasks.get(id).is_some_and(|task| task.wanted);
                if wanted {
                    // The runtime has lost it without a word before.
                    self.trouble(id, false, now, context);
                    let reason = "Essential container in task exited";
                    let cause = StopCause::new(TaskStopCode::EssentialContainerExited, reason);
                    self.stop_one(id, cause, now, context);
                }
                if let Some(task) = self.tasks.get_mut(id) {
                    task.end(now);
                }
                let on_host = self
                    .tasks
                    .get(id)
                    .is_some_and(|task| task.record.container_instance_arn.is_some());
                self.tasks.note_stopped(id, now, &mut self.container_instances);
                if on_host {
                    self.touch_unplaced(context);
                }
            }
        }
    }

    /// The task's service counts it otherwise from now on.
    fn condition(&mut self, id: &str, condition: Condition, now: Timestamp, context: &mut Context) {
        let name = self.key();
        let Some(task) = self.tasks.get(id).filter(|task| task.wanted) else {
            return;
        };
        let Some(key) = task.service_key(&name) else {
            return;
        };
        if let Some(service) = self.services.get_mut(&key.service) {
            service.set_condition(&task.id, condition, now);
            context.touch(key);
        }
    }

    /// The task goes wrong by itself: a thing that its service remembers.
    fn trouble(&mut self, id: &str, failed_to_start: bool, now: Timestamp, context: &Context) {
        let Some(task) = self.tasks.get(id).filter(|task| task.wanted) else {
            return;
        };
        let Some((service, deployment)) = &task.service else {
            return;
        };
        let trouble = match task.record.started_at {
            None if failed_to_start => Trouble::FailedToStart,
            None => Trouble::Exited { never_ran: true },
            Some(at) if now.since(at) >= context.pace.settled => return,
            Some(_) => Trouble::Exited { never_ran: false },
        };
        if let Some(service) = self.services.get_mut(service) {
            service.trouble(*deployment, trouble, now, &context.pace);
        }
    }
}

fn container_mut<'a>(task: &'a mut TaskState, name: &str) -> Option<&'a mut Container> {
    task.record
        .containers
        .iter_mut()
        .find(|container| container.name.as_deref() == Some(name))
}

fn connected(task: &mut TaskState, now: Timestamp) {
    if task.record.connectivity.is_none() {
        task.record.connectivity = Some(Connectivity::Connected);
        task.record.connectivity_at = Some(now);
    }
}

/// A container has started: with all of them the task runs.
fn started(task: &mut TaskState, now: Timestamp) -> Consequence {
    connected(task, now);
    network::attached(&mut task.record);
    let all = task
        .record
        .containers
        .iter()
        .all(|container| container.last_status.as_deref() != Some("PENDING"));
    if !all || !task.wanted || task.status >= Status::Running {
        return Consequence::None;
    }
    task.enter(Status::Activating);
    task.enter(Status::Running);
    task.record.started_at = Some(now);
    Consequence::Condition(if has_health_check(task) {
        match task.record.health_status {
            Some(HealthStatus::Healthy) => Condition::Healthy,
            Some(HealthStatus::Unhealthy) => Condition::Unhealthy,
            _ => Condition::Starting,
        }
    } else {
        Condition::Healthy
    })
}

fn has_health_check(task: &TaskState) -> bool {
    checked(task).next().is_some()
}

/// The essential containers with a health check.
fn checked(task: &TaskState) -> impl Iterator<Item = &str> {
    task.definition
        .container_definitions
        .iter()
        .filter(|container| container.essential.unwrap_or(true) && container.health_check.is_some())
        .filter_map(|container| container.name.as_deref())
}

fn is_essential(task: &TaskState, name: &str) -> bool {
    task.definition
        .container_definitions
        .iter()
        .any(|container| container.name.as_deref() == Some(name) && container.essential.unwrap_or(true))
}

/// A health check has changed its mind: the task is as healthy as the worst of its essential containers.
fn health(task: &mut TaskState, name: &str, healthy: bool) -> Consequence {
    let status = if healthy {
        HealthStatus::Healthy
    } else {
        HealthStatus::Unhealthy
    };
    match container_mut(task, name) {
        Some(found) if found.last_status.as_deref() != Some("STOPPED") => {
            found.health_status = Some(status);
        }
        _ => return Consequence::None,
    }
    let of = |name: &str| {
        task.record
            .containers
            .iter()
            .find(|container| container.name.as_deref() == Some(name))
            .and_then(|container| container.health_status)
    };
    let all: Vec<_> = checked(task).map(of).collect();
    let whole = if all.contains(&Some(HealthStatus::Unhealthy)) {
        HealthStatus::Unhealthy
    } else if !all.is_empty() && all.iter().all(|one| *one == Some(HealthStatus::Healthy)) {
        HealthStatus::Healthy
    } else {
        HealthStatus::Unknown
    };
    task.record.health_status = Some(whole);
    task.changed();
    if task.status != Status::Running {
        return Consequence::None;
    }
    match whole {
        HealthStatus::Healthy => Consequence::Condition(Condition::Healthy),
        HealthStatus::Unhealthy => Consequence::Condition(Condition::Unhealthy),
        HealthStatus::Unknown => Consequence::None,
    }
}

/// A container has ended: an essential one takes the task with it.
fn container_stopped(task: &mut TaskState, name: &str, now: Timestamp) -> Consequence {
    let running = task
        .record
        .containers
        .iter()
        .any(|container| container.last_status.as_deref() == Some("RUNNING"));
    let pending = task
        .record
        .containers
        .iter()
        .any(|container| container.last_status.as_deref() == Some("PENDING"));
    if !task.wanted {
        if !running {
            task.executed(now);
        }
        return Consequence::None;
    }
    if is_essential(task, name) || (!running && !pending) {
        if !running {
            task.record.execution_stopped_at = Some(now);
        }
        return Consequence::Stop(StopCause::new(
            TaskStopCode::EssentialContainerExited,
            "Essential container in task exited",
        ));
    }
    // A container that the task had not waited for may have been the last one missing.
    started(task, now)
}

fn binding(binding: runtime::NetworkBinding) -> NetworkBinding {
    NetworkBinding {
        bind_ip: Some(binding.bind_ip),
        container_port: Some(i32::from(binding.container_port)),
        host_port: Some(i32::from(binding.host_port)),
        protocol: Some(if binding.protocol == "udp" {
            TransportProtocol::Udp
        } else {
            TransportProtocol::Tcp
        }),
        ..NetworkBinding::default()
    }
}
