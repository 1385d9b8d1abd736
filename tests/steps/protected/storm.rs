//! A service that is scaled at random while its tasks work.

use aws_sdk_ecs::types::{DesiredStatus, Task};
use conformance::trouble::{Outcome, Trouble};
use cucumber::{then, when};

use crate::steps::messages::send_many;
use crate::steps::tasks::look::{arn_of, id_of};
use crate::steps::tasks::scaling::set;
use crate::world::{Scenario, World};

/// The pause between two changes: long enough for tasks to start and stop, too short for all of them to.
const BETWEEN: std::ops::Range<u64> = 50..350;

#[when(
    expr = "jobs of random lengths up to {int} milliseconds are sent while the desired count changes {int} times at random between {int} and {int}"
)]
async fn storm(world: &mut World, longest: u64, changes: usize, least: i32, most: i32) -> Outcome {
    let seed = fastrand::u64(..);
    tracing::info!("the storm's seed is {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..changes {
        let jobs = (0..random.usize(1..=6)).map(|_| random.u64(0..=longest).to_string());
        let jobs: Vec<String> = jobs.collect();
        send_many(world, jobs).await?;
        set(world, random.i32(least..=most)).await?;
        tokio::time::sleep(std::time::Duration::from_millis(random.u64(BETWEEN))).await;
    }
    Ok(())
}

#[then("no task was stopped with a job in hand")]
async fn none_cut_off(world: &mut World) -> Outcome {
    let stopped = world
        .tasks(DesiredStatus::Stopped)
        .await
        .map_err(Trouble::broken)?;
    if stopped.is_empty() {
        return Err(Trouble::broken("no task was stopped at all"));
    }
    world.recorded().await?;
    let cut_off = cut_off(world, &stopped);
    if cut_off.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(cut_off.join("\n")))
    }
}

/// A task that is to be, or was, stopped with a job in hand: ECS stopped it between a job's receive and its deletion.
fn cut_off(scenario: &Scenario, tasks: &[Task]) -> Vec<String> {
    let ledger = scenario.ledger();
    let mut found = Vec::new();
    for task in tasks {
        let Some(stopping) = task
            .stopping_at()
            .and_then(|at| time::OffsetDateTime::from_unix_timestamp_nanos(at.as_nanos()).ok())
        else {
            continue;
        };
        let caller = format!("task/{}", id_of(&arn_of(task)));
        for sent in &scenario.sent {
            let story = ledger.of(&sent.id);
            let received = story
                .receives
                .iter()
                .find(|(_, by)| *by == caller)
                .map(|(at, _)| *at);
            let deleted = story
                .deletions
                .iter()
                .find(|(_, by)| *by == caller)
                .map(|(at, _)| *at);
            if received.is_some_and(|at| at < stopping) && deleted.is_none_or(|at| at > stopping) {
                found.push(format!(
                    "{caller} was told to stop while it worked on {}",
                    sent.id
                ));
            }
        }
    }
    found
}
