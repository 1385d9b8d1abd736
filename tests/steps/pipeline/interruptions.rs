//! Tasks that are taken away in the middle of their work.

use std::collections::BTreeSet;

use aws_sdk_ecs::types::{DesiredStatus, Task};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};
use local_ecs::{Effect, Fault};

use super::calls::received;
use crate::steps::tasks::look::{IN_TIME, LOOK, arn_of, id_of, shown, status};
use crate::steps::tasks::stopping::exit_code;
use crate::world::{SPOT, Scenario, World};

#[given("every thumbnail is held up")]
async fn held_up(world: &mut World) -> Outcome {
    for fault in of_thumbnails(&Effect::Hold) {
        world.set_fault(&fault).await?;
    }
    Ok(())
}

#[when("thumbnails go through again")]
async fn go_through(world: &mut World) -> Outcome {
    world.clear_faults().await
}

#[given(expr = "storing a thumbnail takes {int} milliseconds")]
async fn slow(world: &mut World, millis: u64) -> Outcome {
    for fault in of_thumbnails(&Effect::Delay { millis }) {
        world.set_fault(&fault).await?;
    }
    Ok(())
}

/// What tasks and workers put: the suite puts its images.
fn of_thumbnails(effect: &Effect) -> [Fault; 3] {
    ["task/*", "worker", "second-worker"].map(|caller| Fault {
        caller: Some(caller.to_owned()),
        ..Fault::of("s3", "PutObject", effect.clone())
    })
}

#[when("tasks on FARGATE_SPOT have images in hand")]
async fn in_hand(world: &mut World) -> Outcome {
    world
        .wait(IN_TIME, LOOK, async || {
            let tasks = on_spot(world).await?;
            let busy = busy(world);
            let idle: Vec<Task> = tasks
                .iter()
                .filter(|task| !busy.contains(id_of(&arn_of(task))))
                .cloned()
                .collect();
            if tasks.is_empty() {
                Err(format!("there is no task on {SPOT}"))
            } else if idle.is_empty() {
                Ok(())
            } else {
                Err(format!("without an image: {}", shown(&idle)))
            }
        })
        .await
}

#[when("each task on FARGATE_SPOT is interrupted")]
async fn interrupt_all(world: &mut World) -> Outcome {
    let tasks = on_spot(world).await.map_err(Trouble::broken)?;
    for task in &tasks {
        interrupt(world, &arn_of(task)).await?;
    }
    Ok(())
}

#[when(expr = "a task on FARGATE_SPOT is interrupted {int} times in the middle of it")]
async fn interrupt_some(world: &mut World, times: usize) -> Outcome {
    for _ in 0..times {
        let task = pick(world, |task| task.capacity_provider_name() == Some(SPOT)).await?;
        interrupt(world, &task).await?;
    }
    Ok(())
}

#[when(expr = "a task that has images in hand is killed without warning {int} times in the middle of it")]
async fn kill_some(world: &mut World, times: usize) -> Outcome {
    for _ in 0..times {
        let task = pick(world, |_| true).await?;
        let admin = &world.environment.admin;
        admin
            .kill(&world.account.id, &task)
            .await
            .or_broken("killing a task")?;
        world.pipeline.interrupted.push(task);
    }
    Ok(())
}

#[then("each interrupted task has stopped with exit code 0, told of its interruption")]
async fn interrupted_stopped(world: &mut World) -> Outcome {
    let tasks = world.taken_away().await?;
    for task in &tasks {
        exit_code(task, 0)?;
        let code = task.stop_code().map_or("nothing", |code| code.as_str());
        if code != "SpotInterruption" {
            return Err(Trouble::failed(format!("its stop code is {code}")));
        }
    }
    Ok(())
}

#[then("each of those tasks died, with exit code 137")]
async fn died(world: &mut World) -> Outcome {
    let tasks = world.taken_away().await?;
    tasks.iter().try_for_each(|task| exit_code(task, 137))
}

impl Scenario {
    /// The tasks that were taken away, once they have stopped.
    async fn taken_away(&self) -> Outcome<Vec<Task>> {
        if self.pipeline.interrupted.is_empty() {
            return Err(Trouble::broken("no task was taken away"));
        }
        self.wait(IN_TIME, LOOK, async || {
            let tasks = self.described(&self.pipeline.interrupted).await?;
            if tasks.iter().all(|task| status(task) == "STOPPED") {
                Ok(tasks)
            } else {
                Err(shown(&tasks))
            }
        })
        .await
    }
}

/// A task that runs, is of that kind, and has messages in hand.
async fn pick(scenario: &Scenario, kind: impl Fn(&Task) -> bool) -> Outcome<String> {
    scenario
        .wait(IN_TIME, LOOK, async || {
            let tasks = scenario.tasks(DesiredStatus::Running).await?;
            let busy = busy(scenario);
            let found = tasks.iter().find(|task| {
                let arn = arn_of(task);
                status(task) == "RUNNING"
                    && kind(task)
                    && busy.contains(id_of(&arn))
                    && !scenario.pipeline.interrupted.contains(&arn)
            });
            found
                .map(arn_of)
                .ok_or_else(|| format!("none that is busy among {}", shown(&tasks)))
        })
        .await
}

async fn interrupt(scenario: &mut Scenario, task: &str) -> Outcome {
    let admin = &scenario.environment.admin;
    admin
        .interrupt(&scenario.account.id, task)
        .await
        .or_broken("interrupting a task")?;
    scenario.pipeline.interrupted.push(task.to_owned());
    Ok(())
}

async fn on_spot(scenario: &Scenario) -> Result<Vec<Task>, String> {
    let mut tasks = scenario.tasks(DesiredStatus::Running).await?;
    tasks.retain(|task| task.capacity_provider_name() == Some(SPOT));
    Ok(tasks)
}

/// The ids of the tasks that have received images and not deleted them.
fn busy(scenario: &Scenario) -> BTreeSet<String> {
    let ledger = scenario.ledger();
    received(&scenario.calls.all())
        .into_iter()
        .filter(|received| received.key.is_some() && ledger.of(&received.id).deletions.is_empty())
        .filter_map(|received| received.by.strip_prefix("task/").map(str::to_owned))
        .collect()
}
