//! Images that cannot be resized, and stores that do not serve.

use std::collections::{BTreeMap, BTreeSet};

use conformance::trouble::{Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{given, then};
use local_ecs::{Calls, Fault};

use super::calls::received;
use super::notifications::{key_of, keys};
use crate::steps::faults::answered;
use crate::steps::patience::LOOK;
use crate::steps::queues::receive;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Pipeline, Scenario, World};

#[given(regex = r"^S3 answers (\d+) (\w+) to (\w+) from now on$")]
async fn answers(world: &mut World, status: u16, code: String, operation: String) -> Outcome {
    world.set_fault(&trouble(status, &code, &operation)).await
}

#[given(regex = r"^S3 answers (\d+) (\w+) to (\w+) the first (\d+) times$")]
async fn answers_first(
    world: &mut World,
    status: u16,
    code: String,
    operation: String,
    count: u64,
) -> Outcome {
    let fault = Fault {
        calls: Calls::First(count),
        ..trouble(status, &code, &operation)
    };
    world.set_fault(&fault).await
}

/// Of anyone but the suite: it has to put its images somewhere.
fn trouble(status: u16, code: &str, operation: &str) -> Fault {
    Fault {
        caller: Some("worker".to_owned()),
        ..Fault::of("s3", operation, answered(status, code))
    }
}

#[then("the dead-letter queue comes to hold the events of exactly these")]
async fn holds_events(world: &mut World, step: &Step) -> Outcome {
    let mut expected = keys(step)?;
    expected.sort();
    let mut held = BTreeMap::new();
    world
        .wait(IN_TIME, LOOK, async || {
            held.extend(dead_letters(world).await?);
            if held.len() >= expected.len() {
                Ok(())
            } else {
                Err(format!("it holds those of {held:?}"))
            }
        })
        .await?;
    let mut held: Vec<String> = held.into_values().collect();
    held.sort();
    if held != expected {
        return Err(Trouble::failed(format!("it holds those of {held:?}")));
    }
    world.pipeline.found = held;
    Ok(())
}

#[then("each image comes to have its own thumbnail, or its event is in the dead-letter queue")]
async fn thumbnail_or_dead(world: &mut World) -> Outcome {
    let mut dead: BTreeSet<String> = BTreeSet::new();
    world
        .wait(IN_TIME, LOOK, async || {
            dead.extend(dead_letters(world).await?.into_values());
            let there = Pipeline::objects(&world.account, &world.pipeline.destination).await?;
            let neither: Vec<&str> = world
                .pipeline
                .uploads
                .iter()
                .map(|upload| upload.key.as_str())
                .filter(|key| !dead.contains(*key) && !there.contains_key(&world.pipeline.thumbnail(key)))
                .collect();
            if neither.is_empty() {
                Ok(())
            } else {
                Err(format!("neither is there of {neither:?}"))
            }
        })
        .await?;
    for upload in world.pipeline.uploads.clone() {
        if !dead.contains(&upload.key) {
            world.expect_thumbnail(&upload).await?;
        }
    }
    Ok(())
}

#[then("the worker has met the trouble with each image, and reported it")]
async fn met(world: &mut World) -> Outcome {
    let uploads: BTreeSet<String> = world
        .pipeline
        .uploads
        .iter()
        .map(|upload| upload.key.clone())
        .collect();
    world
        .wait_for_calls(IN_TIME, |calls| {
            let met: BTreeSet<String> = calls
                .of("worker")
                .iter()
                .filter(|call| call.fault.is_some() && call.ended.is_some())
                .filter_map(|call| call.parameters["Key"].as_str().map(str::to_owned))
                .collect();
            let missed: Vec<&String> = uploads
                .iter()
                .filter(|key| !met.iter().any(|met| met.ends_with(*key)))
                .collect();
            // And again: it is retried.
            let received = received(&calls.of("worker"));
            let retried = uploads.iter().all(|key| {
                let of_key = received
                    .iter()
                    .filter(|received| received.key.as_ref() == Some(key));
                of_key.count() > 1
            });
            match (missed.as_slice(), retried) {
                ([], true) => Ok(()),
                ([], false) => Err("it has not tried each again".to_owned()),
                _ => Err(format!("it has not met it with {missed:?}")),
            }
        })
        .await?;
    world.pipeline.found = uploads.into_iter().collect();
    super::calls::expect_reported(world).await
}

/// The keys of the events that the dead-letter queue gives out now, by the messages' ids: they stay hidden for a minute,
/// and who waits for longer sees them again.
async fn dead_letters(scenario: &Scenario) -> Result<BTreeMap<String, String>, String> {
    let queue = scenario
        .service()
        .map_err(|trouble| trouble.to_string())?
        .dead_letter_queue()
        .to_owned();
    let messages = receive(&scenario.account, &queue)
        .await
        .map_err(|error| error.to_string())?;
    messages
        .iter()
        .map(|message| {
            let body = message.body().unwrap_or_default();
            let event: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
            let key =
                key_of(&event).ok_or_else(|| format!("a dead letter is no event of an image: {body}"))?;
            Ok((message.message_id().unwrap_or_default().to_owned(), key))
        })
        .collect()
}
