//! The fleet as a whole: how many tasks there are, and that they go.

use std::collections::BTreeMap;

use aws_sdk_ecs::primitives::DateTime;
use aws_sdk_ecs::types::{DesiredStatus, Task};
use conformance::trouble::{Outcome, Trouble};
use cucumber::then;

use super::tasks::check_split;
use crate::steps::queues::counts;
use crate::steps::tasks::look::{IN_TIME, LOOK, arn_of, shown, status};
use crate::steps::tasks::stopping::exit_code;
use crate::world::{Scenario, World};

#[then("no task is left, and the queue is empty")]
async fn nothing_left(world: &mut World) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    world
        .wait(IN_TIME, LOOK, async || {
            let tasks = world.tasks(DesiredStatus::Running).await?;
            if !tasks.is_empty() {
                return Err(shown(&tasks));
            }
            let stopped = world.tasks(DesiredStatus::Stopped).await?;
            if let Some(task) = stopped.iter().find(|task| status(task) != "STOPPED") {
                return Err(shown(std::slice::from_ref(task)));
            }
            let counts = counts(&world.account, &queue)
                .await
                .map_err(|error| error.to_string())?;
            if counts.total() == 0 {
                Ok(())
            } else {
                Err(counts.to_string())
            }
        })
        .await?;
    if let Some(begun) = world.pipeline.begun {
        tracing::info!(
            "{}: {} images in {:.1} s, from the first upload to the last task",
            world.title,
            world.pipeline.uploads.len(),
            begun.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

#[then(expr = "never more than {int} tasks have run")]
async fn never_more(world: &mut World, most: usize) -> Outcome {
    let tasks = stopped(world).await?;
    // How many there were changes only when one is made.
    let at = |moment: &DateTime| {
        let there = tasks.iter().filter(|task| {
            let begun = task.created_at().is_some_and(|begun| begun <= moment);
            // It is said to have stopped only when its last lines are delivered, which may take a while.
            let ended = task.execution_stopped_at().or(task.stopped_at());
            begun && ended.is_none_or(|ended| ended > moment)
        });
        there.count()
    };
    let highest = tasks.iter().filter_map(Task::created_at).map(at).max();
    match highest {
        Some(highest) if highest <= most => Ok(()),
        highest => Err(Trouble::failed(format!("{highest:?} have run at the same time"))),
    }
}

#[then("each RunTask split its tasks over the capacity providers as it should")]
async fn split(world: &mut World) -> Outcome {
    let mut calls: BTreeMap<i128, Vec<Task>> = BTreeMap::new();
    for task in stopped(world).await? {
        // What one call has made, it has made at one moment.
        let made = task.created_at().map_or(0, DateTime::as_nanos);
        calls.entry(made).or_default().push(task);
    }
    calls.values().try_for_each(|tasks| check_split(tasks))
}

#[then("every task has ended with exit code 0")]
async fn ended_well(world: &mut World) -> Outcome {
    for task in stopped(world).await? {
        exit_code(&task, 0).map_err(|trouble| Trouble::failed(format!("{}: {trouble}", arn_of(&task))))?;
    }
    Ok(())
}

/// The tasks that have stopped; there is at least one.
pub(super) async fn stopped(scenario: &Scenario) -> Outcome<Vec<Task>> {
    let tasks = scenario
        .tasks(DesiredStatus::Stopped)
        .await
        .map_err(Trouble::broken)?;
    if tasks.is_empty() {
        Err(Trouble::failed("no task has stopped"))
    } else {
        Ok(tasks)
    }
}
