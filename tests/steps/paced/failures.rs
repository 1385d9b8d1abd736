//! Messages that cannot be worked on.

use conformance::trouble::{Outcome, Trouble};
use cucumber::then;

use super::messages::stories;
use crate::steps::patience::SOON;
use crate::steps::queues::comes_to_hold;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Scenario, Work, World};

#[then(expr = "{int} messages come to be dead-lettered")]
async fn dead_lettered(world: &mut World, count: u64) -> Outcome {
    let queue = world.service()?.dead_letter_queue().to_owned();
    // Each is received several times, and given back as often, one after the other.
    comes_to_hold(world, &queue, count, IN_TIME).await
}

#[then(expr = "each of the {int} others was received {int} times, and told as an error")]
async fn received_and_told(world: &mut World, count: usize, times: usize) -> Outcome {
    let failed: Vec<_> = stories(world)
        .into_iter()
        .filter(|(_, story)| story.deletions.is_empty())
        .collect();
    if failed.len() != count {
        return Err(Trouble::failed(format!(
            "{} messages were not deleted",
            failed.len()
        )));
    }
    for (work, story) in &failed {
        if story.receives.len() != times {
            return Err(Trouble::failed(format!(
                "`{}` was received {} times",
                work.body,
                story.receives.len()
            )));
        }
    }
    let failed: Vec<Work> = failed.into_iter().map(|(work, _)| work).collect();
    told(world, &failed).await
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
