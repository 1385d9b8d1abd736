//! Tasks of the services that protect themselves, told to stop, and how they end.

use aws_sdk_ecs::types::Task;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{then, when};
use time::OffsetDateTime;

use super::asking::{caller, no_poll_after};
use crate::steps::tasks::stopping::stopped;
use crate::world::World;

/// A poll on its way when the signal is sent arrives a little later.
const DELIVERY: time::Duration = time::Duration::milliseconds(300);

#[when("the task is stopped by hand")]
async fn stop(world: &mut World) -> Outcome {
    let task = world.fleet.task.clone().or_broken("the scenario has no task")?;
    world
        .account
        .ecs
        .stop_task()
        .cluster(world.cluster()?)
        .task(task)
        .send()
        .await
        .or_broken("stopping the task")?;
    let caller = caller(world)?;
    world.signalled.insert(caller, OffsetDateTime::now_utc());
    Ok(())
}

#[then(expr = "the task has ended with exit code {int}")]
async fn ended(world: &mut World, code: i32) -> Outcome {
    exit_code(&stopped(world).await?, code)
}

#[then("the task has begun no poll after it was stopped")]
async fn no_poll(world: &mut World) -> Outcome {
    let caller = caller(world)?;
    let signalled = *world
        .signalled
        .get(&caller)
        .or_broken("the task was not stopped")?;
    no_poll_after(world, &caller, signalled + DELIVERY)
}

/// Holds the exit code of a task's only container to what is expected.
pub(super) fn exit_code(task: &Task, expected: i32) -> Outcome {
    let container = task.containers().first().or_broken("the task has no container")?;
    match container.exit_code() {
        Some(code) if code == expected => Ok(()),
        other => Err(Trouble::failed(format!(
            "its exit code is {other:?} ({})",
            container.reason().unwrap_or("no reason given")
        ))),
    }
}
