//! A service that is scaled at random while its tasks work.

use aws_sdk_ecs::types::DesiredStatus;
use conformance::trouble::{Outcome, Trouble};
use cucumber::{then, when};

use super::rejections::cut_off;
use crate::steps::messages::send_many;
use crate::steps::tasks::scaling::set;
use crate::world::World;

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
    let cut_off = cut_off(world, &stopped);
    if cut_off.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(cut_off.join("\n")))
    }
}
