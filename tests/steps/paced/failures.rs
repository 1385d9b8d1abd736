//! Messages that cannot be worked on.

use std::time::Duration;

use conformance::trouble::Outcome;
use cucumber::then;

use super::messages::stories;
use crate::steps::patience::SOON;
use crate::steps::queues::comes_to_hold;
use crate::world::{Scenario, Work, World};

/// For many messages that are received several times, and given back as often, one after the other: some eighty calls.
const DEAD_LETTERED_WITHIN: Duration = Duration::from_secs(180);

#[then(expr = "{int} messages come to be dead-lettered")]
async fn dead_lettered(world: &mut World, count: u64) -> Outcome {
    let queue = world.service()?.dead_letter_queue().to_owned();
    comes_to_hold(world, &queue, count, DEAD_LETTERED_WITHIN).await
}

#[then(expr = "each of the {int} others was received {int} times, and told as an error")]
async fn received_and_told(world: &mut World, count: usize, times: usize) -> Outcome {
    // Where they are now is known from the queue; the trace may tell later how they came there.
    let failed = world
        .wait_for_calls(SOON, |_| failed(world, count, times))
        .await?;
    told(world, &failed).await
}

/// The messages that were not deleted: so many, and each received so often.
fn failed(scenario: &Scenario, count: usize, times: usize) -> Result<Vec<Work>, String> {
    let failed: Vec<_> = stories(scenario)
        .into_iter()
        .filter(|(_, story)| story.deletions.is_empty())
        .collect();
    if failed.len() != count {
        return Err(format!("{} messages were not deleted", failed.len()));
    }
    match failed.iter().find(|(_, story)| story.receives.len() != times) {
        Some((work, story)) => Err(format!(
            "`{}` was received {} times",
            work.body,
            story.receives.len()
        )),
        None => Ok(failed.into_iter().map(|(work, _)| work).collect()),
    }
}

/// Waits until the worker has named each in a line that says that it is an error.
async fn told(scenario: &Scenario, failed: &[Work]) -> Outcome {
    scenario
        .wait_for_output("worker", SOON, |worker| {
            let lines = worker.transcript().lines();
            let untold: Vec<&str> = failed
                .iter()
                .filter(|work| {
                    !lines.iter().any(|line| {
                        line.text.contains(&work.id) && line.text.to_lowercase().contains("error")
                    })
                })
                .map(|work| work.body.as_str())
                .collect();
            if untold.is_empty() {
                Ok(())
            } else {
                Err(format!(
                    "no line says that these are errors: {}",
                    untold.join(", ")
                ))
            }
        })
        .await
}
