//! What a program calls, by the gateway's trace.

use std::time::Duration;

use conformance::calls::{grow, pauses};
use conformance::trouble::{Outcome, Trouble};
use cucumber::then;
use time::OffsetDateTime;

use super::patience::SOON;
use super::tasks::look::IN_TIME;
use crate::world::{SUITE, World};

/// A poll for several queues, and its first retries, may go out together.
const TOGETHER: time::Duration = time::Duration::milliseconds(20);

#[then("a deletion is on its way")]
async fn deletion_on_its_way(world: &mut World) -> Outcome {
    world
        .wait_for_calls(SOON, |calls| {
            let calls = calls.of("worker");
            let deleting = calls
                .iter()
                .any(|call| call.operation.starts_with("DeleteMessage") && call.ended.is_none());
            if deleting {
                Ok(())
            } else {
                Err(format!(
                    "{} calls, none of which is a deletion in flight",
                    calls.len()
                ))
            }
        })
        .await
}

#[then("it has called nothing")]
async fn called_nothing(world: &mut World) -> Outcome {
    let calls: Vec<_> = world
        .recorded()
        .await?
        .all()
        .into_iter()
        .filter(|call| call.caller != SUITE)
        .map(|call| call.operation)
        .collect();
    if calls.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it has called {calls:?}")))
    }
}

#[then("the worker has tried more than once")]
async fn tried_more_than_once(world: &mut World) -> Outcome {
    let calls = world.recorded().await?.of("worker").len();
    if calls > 1 {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it has made {calls} calls")))
    }
}

#[then(expr = "for {int} seconds the worker goes on trying, with growing pauses and at most {int} calls")]
async fn backs_off(world: &mut World, seconds: u64, most: usize) -> Outcome {
    let span = Duration::from_secs(seconds);
    // Since the trouble began, and not since this step did: the first pauses are the short ones.
    let begun = || -> Vec<OffsetDateTime> {
        let calls = world.calls.of("worker").into_iter();
        calls
            .filter(|call| call.fault.is_some())
            .map(|call| call.started)
            .collect()
    };
    let no_spin = || {
        let begun = begun();
        let end = begun.iter().min().map(|first| *first + span);
        match begun.iter().filter(|at| Some(**at) <= end).count() {
            count if count > most => Err(format!("it has made {count} calls in {span:?}")),
            _ => Ok(()),
        }
    };
    world.observe(span, world.calls.changes(), no_spin).await?;
    world
        .wait_for_calls(IN_TIME, |_| grow(&pauses(begun(), TOGETHER)))
        .await
}
