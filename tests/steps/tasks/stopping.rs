//! Stopping tasks and services, and how tasks have stopped.

use aws_sdk_ecs::types::Task;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{then, when};

use super::look::{IN_TIME, LOOK, shown, status};
use crate::world::{Scenario, World};

#[when("the protected task is stopped by hand")]
async fn stop(world: &mut World) -> Outcome {
    let task = world
        .fleet
        .protected
        .first()
        .cloned()
        .or_broken("no task is protected")?;
    world.stop_task(&task).await?;
    world.fleet.task = Some(task);
    Ok(())
}

#[when("the service is deleted by force")]
async fn delete(world: &mut World) -> Outcome {
    world.fleet.task = world.fleet.protected.first().cloned();
    world
        .account
        .ecs
        .delete_service()
        .cluster(world.cluster()?)
        .service(world.service_name()?)
        .force(true)
        .send()
        .await
        .or_broken("deleting the service")?;
    Ok(())
}

#[then("the service is inactive")]
async fn inactive(world: &mut World) -> Outcome {
    world
        .wait(IN_TIME, LOOK, async || {
            let service = world.described_service().await?;
            match service.status() {
                Some("INACTIVE") => Ok(()),
                status => Err(format!("it is {}", status.unwrap_or("without a status"))),
            }
        })
        .await
}

#[then("the task stops")]
async fn stops(world: &mut World) -> Outcome {
    stopped(world).await?;
    Ok(())
}

#[then(regex = r"^the task was stopped by (the service's scheduler|the user), with exit code (\d+)$")]
async fn stopped_by(world: &mut World, who: String, code: i32) -> Outcome {
    if world.fleet.task.is_none() {
        world.fleet.task = world.fleet.protected.first().cloned();
    }
    let task = stopped(world).await?;
    let expected = match who.as_str() {
        "the user" => "UserInitiated",
        _ => "ServiceSchedulerInitiated",
    };
    let by = task.stop_code().map_or("nobody", |code| code.as_str());
    if by != expected {
        return Err(Trouble::failed(format!("it was stopped by {by}")));
    }
    exit_code(&task, code)
}

#[then(expr = "the task stops with exit code {int} and the reason {string}")]
async fn stops_with(world: &mut World, code: i32, reason: String) -> Outcome {
    let task = stopped(world).await?;
    exit_code(&task, code)?;
    match task.stopped_reason() {
        Some(said) if said == reason => Ok(()),
        other => Err(Trouble::failed(format!(
            "its reason is `{}`",
            other.unwrap_or_default()
        ))),
    }
}

#[then("the task never starts, and the reason names the log group")]
async fn never_starts(world: &mut World) -> Outcome {
    let task = stopped(world).await?;
    let reason = task.stopped_reason().unwrap_or_default();
    let by = task.stop_code().map_or("nobody", |code| code.as_str());
    if task.started_at().is_none() && by == "TaskFailedToStart" && reason.contains("log group") {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "started at {:?}, stop code {by}, reason `{reason}`",
            task.started_at()
        )))
    }
}

#[then("no task is left, and no service")]
async fn nothing_left(world: &mut World) -> Outcome {
    world
        .wait(IN_TIME, LOOK, async || {
            let tasks = world.tasks(aws_sdk_ecs::types::DesiredStatus::Running).await?;
            let service = world.described_service().await;
            let active = service.is_ok_and(|service| service.status() == Some("ACTIVE"));
            if tasks.is_empty() && !active {
                Ok(())
            } else {
                Err(format!("{}; the service is active: {active}", shown(&tasks)))
            }
        })
        .await
}

impl Scenario {
    /// Stops a task by hand.
    pub(crate) async fn stop_task(&self, arn: &str) -> Outcome {
        let stop = self.account.ecs.stop_task().cluster(self.cluster()?).task(arn);
        stop.send().await.or_broken("stopping the task")?;
        Ok(())
    }
}

/// Waits until the scenario's task has stopped.
pub(crate) async fn stopped(scenario: &Scenario) -> Outcome<Task> {
    scenario
        .wait(IN_TIME, LOOK, async || {
            let task = scenario.the_task().await?;
            if status(&task) == "STOPPED" {
                Ok(task)
            } else {
                Err(shown(std::slice::from_ref(&task)))
            }
        })
        .await
}

/// Holds the exit code of a task's only container to what is expected.
pub(crate) fn exit_code(task: &Task, expected: i32) -> Outcome {
    let container = task.containers().first().or_broken("the task has no container")?;
    match container.exit_code() {
        Some(code) if code == expected => Ok(()),
        other => Err(Trouble::failed(format!(
            "its exit code is {other:?} ({})",
            container.reason().unwrap_or("no reason given")
        ))),
    }
}
