//! Tasks of the services that protect themselves, told to stop, and how they end.

use conformance::trouble::{OrBroken, Outcome};
use cucumber::{then, when};
use time::OffsetDateTime;

use super::asking::{caller, no_poll_after};
use crate::steps::tasks::stopping::{exit_code, stopped};
use crate::world::World;

/// The task is told a while after ECS was, and a poll on its way then arrives a little later. The jobs in hand take
/// longer.
const DELIVERY: time::Duration = time::Duration::seconds(5);

#[when("the task is stopped by hand")]
async fn stop(world: &mut World) -> Outcome {
    let task = world.fleet.task.clone().or_broken("the scenario has no task")?;
    world.stop_task(&task).await?;
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
    no_poll_after(world, &caller, signalled + DELIVERY).await
}
