//! What a worker has received, deleted and called, by the trace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use conformance::calls::Ledger;
use conformance::trouble::{Outcome, Trouble};
use cucumber::then;
use local_ecs::Call;
use regex::Regex;
use serde_json::Value;

use super::notifications::decoded;
use crate::steps::patience::SOON;
use crate::world::{SUITE, Scenario, World};

/// A key in the body of an event. The trace cuts long bodies: what is left of one is no JSON.
static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#""key":\s*"([^"]*)""#).ok());

/// A message that somebody received.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) id: String,
    /// The first key that it names, if it names one.
    pub(super) key: Option<String>,
    pub(super) by: String,
}

/// All receives of messages by anybody but the suite.
pub(super) fn received(calls: &[Call]) -> Vec<Received> {
    calls
        .iter()
        .filter(|call| call.operation == "ReceiveMessage" && call.caller != SUITE)
        .flat_map(|call| {
            let messages = call
                .result
                .as_ref()
                .and_then(|result| result["Messages"].as_array());
            messages.into_iter().flatten().filter_map(|message| {
                Some(Received {
                    id: message["MessageId"].as_str()?.to_owned(),
                    key: message["Body"].as_str().and_then(key_in),
                    by: call.caller.clone(),
                })
            })
        })
        .collect()
}

fn key_in(body: &str) -> Option<String> {
    let found = KEY.as_ref()?.captures(body)?;
    decoded(found.get(1)?.as_str())
}

#[then("the worker has called nothing of S3")]
async fn nothing_of_s3(world: &mut World) -> Outcome {
    let calls: Vec<String> = world
        .recorded()
        .await?
        .of("worker")
        .iter()
        .filter(|call| call.service == "s3")
        .map(|call| format!("{} {}", call.operation, call.parameters))
        .collect();
    if calls.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it has called {}", calls.join(", "))))
    }
}

#[then("it has received nothing")]
async fn received_nothing(world: &mut World) -> Outcome {
    let calls = world.recorded().await?.of("worker");
    let polls = calls
        .iter()
        .filter(|call| call.operation == "ReceiveMessage")
        .count();
    let received = received(&calls).len();
    if polls > 0 && received == 0 {
        Ok(())
    } else {
        Err(Trouble::failed(format!("{received} messages in {polls} polls")))
    }
}

#[then(expr = "the worker, with nothing in hand, has asked for {int} messages")]
async fn asked_for(world: &mut World, count: u64) -> Outcome {
    let calls = world.recorded().await?.of("worker");
    let first = calls.iter().find(|call| call.operation == "ReceiveMessage");
    let first = first.ok_or_else(|| Trouble::failed("it has received nothing"))?;
    let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    if number(&first.parameters["MaxNumberOfMessages"]) == Some(count) {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it has asked for {}", first.parameters)))
    }
}

#[then(
    expr = "the worker has received and deleted the {int} messages in fewer than {int} calls of each kind"
)]
async fn in_batches(world: &mut World, messages: usize, most: usize) -> Outcome {
    let calls = world.recorded().await?.of("worker");
    let ids = |call: &Call| received(std::slice::from_ref(call)).len();
    let receives = calls.iter().filter(|call| ids(call) > 0).count();
    let deletions = calls
        .iter()
        .filter(|call| call.operation.starts_with("DeleteMessage"))
        .count();
    let ledger = world.ledger();
    let deleted: BTreeSet<String> = received(&calls)
        .into_iter()
        .filter(|received| received.key.is_some() && !ledger.of(&received.id).deletions.is_empty())
        .map(|received| received.id)
        .collect();
    if deleted.len() == messages && receives < most && deletions < most {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "{} messages deleted, in {receives} receives and {deletions} deletions",
            deleted.len()
        )))
    }
}

#[then(expr = "of the {int} messages at least {int} were received more than once")]
async fn more_than_once(world: &mut World, count: usize, least: usize) -> Outcome {
    world.recorded().await?;
    let counts = receives_of_keys(world);
    let again = counts.iter().filter(|(_, count)| **count > 1).count();
    if counts.len() == count && again >= least {
        Ok(())
    } else {
        // Then nothing has been shown of what becomes of a second delivery.
        Err(Trouble::broken(format!(
            "of {} images {again} were received more than once",
            counts.len()
        )))
    }
}

#[then(expr = "each of those was received {int} times")]
async fn so_many_times(world: &mut World, times: usize) -> Outcome {
    world.recorded().await?;
    let counts = receives_of_keys(world);
    let wrong: Vec<String> = world
        .pipeline
        .found
        .iter()
        .map(|key| (key, counts.get(key).copied().unwrap_or_default()))
        .filter(|(_, count)| *count != times)
        .map(|(key, count)| format!("{key} was received {count} times"))
        .collect();
    if wrong.is_empty() && !world.pipeline.found.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(wrong.join("\n")))
    }
}

#[then("no message is deleted that has no thumbnail")]
async fn deleted_with_thumbnail(world: &mut World) -> Outcome {
    // Before the thumbnails are looked at: what is deleted by now has had one before.
    let calls = world.recorded().await?.all();
    let ledger = Ledger::read(&calls);
    let there = crate::world::Pipeline::objects(&world.account, &world.pipeline.destination)
        .await
        .map_err(Trouble::broken)?;
    let lost: BTreeSet<String> = received(&calls)
        .into_iter()
        .filter(|received| !ledger.of(&received.id).deletions.is_empty())
        .filter_map(|received| received.key)
        .filter(|key| !there.contains_key(&world.pipeline.thumbnail(key)))
        .collect();
    if lost.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(format!("deleted as if they were done: {lost:?}")))
    }
}

#[then("the worker has reported each of them")]
async fn reported(world: &mut World) -> Outcome {
    expect_reported(world).await
}

/// Holds the worker to have named on stderr each image that a step has found.
pub(super) async fn expect_reported(world: &Scenario) -> Outcome {
    let names: Vec<String> = world
        .pipeline
        .found
        .iter()
        .map(|key| key.rsplit('/').next().unwrap_or(key).to_owned())
        .collect();
    world
        .wait_for_output("worker", SOON, |worker| {
            let stderr = worker.transcript().stderr();
            let missing: Vec<&String> = names.iter().filter(|name| !stderr.contains(*name)).collect();
            if missing.is_empty() {
                Ok(())
            } else {
                Err(format!("stderr says nothing of {missing:?}:\n{stderr}"))
            }
        })
        .await
}

#[then(expr = "the worker reports that the deletion of the event of {string} was refused")]
async fn refusal_reported(world: &mut World, key: String) -> Outcome {
    let id = world
        .wait_for_calls(SOON, |calls| {
            let received = received(&calls.of("worker"));
            let found = received
                .into_iter()
                .find(|received| received.key.as_ref() == Some(&key));
            found
                .map(|received| received.id)
                .ok_or_else(|| format!("the event of {key} was not received"))
        })
        .await?;
    world
        .wait_for_output("worker", SOON, |worker| {
            let stderr = worker.transcript().stderr();
            if stderr.lines().any(|line| line.contains(&id)) {
                Ok(())
            } else {
                Err(format!("stderr says nothing of {id}:\n{stderr}"))
            }
        })
        .await
}

/// How often the message of each image was received, by the image's key.
fn receives_of_keys(scenario: &Scenario) -> BTreeMap<String, usize> {
    let received = received(&scenario.calls.all());
    super::notifications::counted(received.into_iter().filter_map(|received| received.key))
}
