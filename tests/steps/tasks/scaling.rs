//! The desired count, and how many tasks run.

use conformance::trouble::{OrBroken, Outcome};
use cucumber::{given, then, when};

use super::look::{IN_TIME, LOOK, arn_of};
use crate::world::{Scenario, World};

#[when(expr = "the service's desired count is set to {int}")]
async fn set_desired(world: &mut World, count: i32) -> Outcome {
    set(world, count).await
}

#[given(expr = "the service's desired count was set to {int} and it waits for the protected task")]
async fn set_and_wait(world: &mut World, count: i32) -> Outcome {
    set(world, count).await?;
    let pattern =
        "(service jobs, taskSet ecs-svc/*) was unable to scale in due to (reason 1 tasks under protection)";
    world.wait_for_event(pattern).await
}

#[then(expr = "the service reaches {int} running task(s)")]
async fn reaches(world: &mut World, count: usize) -> Outcome {
    world.wait_for_running(count).await?;
    world
        .wait(IN_TIME, LOOK, async || {
            let service = world.described_service().await?;
            let counts = (service.running_count(), service.pending_count());
            if usize::try_from(counts.0) == Ok(count) && counts.1 == 0 {
                Ok(())
            } else {
                Err(format!(
                    "the service counts {} running, {} pending",
                    counts.0, counts.1
                ))
            }
        })
        .await
}

#[then(regex = r"^the service's desired count is (\d+), and (\d+) tasks? (?:is|are) running$")]
async fn desired_and_running(world: &mut World, desired: i32, running: usize) -> Outcome {
    world
        .wait(IN_TIME, LOOK, async || {
            let service = world.described_service().await?;
            if service.desired_count() == desired {
                Ok(())
            } else {
                Err(format!("{} are desired", service.desired_count()))
            }
        })
        .await?;
    let tasks = world.wait_for_running(running).await?;
    world.fleet.task = tasks.first().map(arn_of);
    Ok(())
}

#[then("the service replaces it")]
async fn replaces(world: &mut World) -> Outcome {
    let gone = world.fleet.task.clone();
    let tasks = world.wait_for_running(1).await?;
    let now = tasks.first().map(arn_of);
    if now == gone {
        return Err(conformance::trouble::Trouble::failed(
            "the same task is running still",
        ));
    }
    Ok(())
}

/// Sets the desired count of the scenario's service.
pub(crate) async fn set(scenario: &mut Scenario, count: i32) -> Outcome {
    scenario.remember_tasks().await?;
    scenario
        .service_update()?
        .desired_count(count)
        .send()
        .await
        .or_broken("setting the desired count")?;
    Ok(())
}
