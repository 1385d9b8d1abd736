//! What S3 tells the queue.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_sqs::types::Message;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{given, then};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::steps::patience::{LOOK, SOON};
use crate::steps::queues::receive;
use crate::world::{Scenario, World};

/// How long is waited for what must not come.
const QUIET: Duration = Duration::from_secs(1);

#[then("the queue tells of these uploads, once each, and of no others")]
async fn tells(world: &mut World, step: &Step) -> Outcome {
    let expected = keys(step)?;
    let queue = world.service()?.queue().to_owned();
    let mut events: Vec<Value> = Vec::new();
    world
        .wait(SOON, LOOK, async || {
            events.extend(take(world, &queue).await?);
            if events.len() < expected.len() {
                Err(format!("{} events so far", events.len()))
            } else {
                Ok(())
            }
        })
        .await?;
    let late = world
        .account
        .sqs
        .receive_message()
        .queue_url(&queue)
        .max_number_of_messages(10)
        .wait_time_seconds(i32::try_from(QUIET.as_secs()).unwrap_or(1))
        .send()
        .await
        .or_broken("receiving from the queue")?;
    for message in late.messages() {
        events.extend(event(message).map_err(Trouble::failed)?);
    }
    let mut told: Vec<String> = events.iter().filter_map(key_of).collect();
    told.sort();
    let mut wanted = expected.clone();
    wanted.sort();
    if told != wanted {
        return Err(Trouble::failed(format!("the queue tells of {told:?}")));
    }
    world.pipeline.found = events.iter().map(Value::to_string).collect();
    Ok(())
}

#[then(expr = "each event names the source bucket, the size of the image and {string}")]
async fn names(world: &mut World, name: String) -> Outcome {
    if world.pipeline.found.is_empty() {
        return Err(Trouble::broken("there is no event to look at"));
    }
    for event in &world.pipeline.found {
        let event: Value = serde_json::from_str(event).or_broken("reading an event again")?;
        let record = &event["Records"][0];
        let key = key_of(&event).unwrap_or_default();
        let upload = world
            .pipeline
            .uploads
            .iter()
            .find(|upload| upload.key == key)
            .or_broken("the event is of no upload")?;
        let size = upload.picture.file().or_broken("making the picture again")?.len();
        let right = record["s3"]["bucket"]["name"] == world.pipeline.source.as_str()
            && record["s3"]["object"]["size"] == size
            && record["eventName"] == name.as_str();
        if !right {
            return Err(Trouble::failed(format!(
                "the event of {key}, of {size} bytes, is {record}"
            )));
        }
    }
    Ok(())
}

#[given("the queue holds the test event that S3 sends when it is told of the queue")]
async fn holds_test_event(world: &mut World) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    world
        .wait(SOON, LOOK, async || {
            let found = test_event(world, &queue, 0).await?;
            found.map(drop).ok_or_else(|| "it is not there".to_owned())
        })
        .await
        .map_err(|trouble| Trouble::broken(trouble.to_string()))
}

#[given("the test event is taken from the queue")]
async fn take_test_event(world: &mut World) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    let handle = world
        .wait(SOON, LOOK, async || {
            test_event(world, &queue, 60)
                .await?
                .ok_or_else(|| "it is not there".to_owned())
        })
        .await?;
    world
        .account
        .sqs
        .delete_message()
        .queue_url(queue)
        .receipt_handle(handle)
        .send()
        .await
        .or_broken("deleting the test event")?;
    Ok(())
}

/// The receipt handle of the test event, which stays hidden for so many seconds.
async fn test_event(scenario: &Scenario, queue: &str, hidden: i32) -> Result<Option<String>, String> {
    let received = scenario
        .account
        .sqs
        .receive_message()
        .queue_url(queue)
        .max_number_of_messages(10)
        .visibility_timeout(hidden)
        .send()
        .await
        .map_err(|error| command_line::one_line(&error))?;
    let found = received
        .messages()
        .iter()
        .find(|message| message.body().is_some_and(|body| body.contains("s3:TestEvent")));
    Ok(found.and_then(|message| message.receipt_handle().map(str::to_owned)))
}

/// The events that can be received, without the one by which S3 has tried the queue.
async fn take(scenario: &Scenario, queue: &str) -> Result<Vec<Value>, String> {
    let received = receive(&scenario.account, queue)
        .await
        .map_err(|error| error.to_string())?;
    let events: Result<Vec<Option<Value>>, String> = received.iter().map(event).collect();
    Ok(events?.into_iter().flatten().collect())
}

fn event(message: &Message) -> Result<Option<Value>, String> {
    let body = message.body().unwrap_or_default();
    let event: Value =
        serde_json::from_str(body).map_err(|error| format!("`{body}` is no event: {error}"))?;
    if event["Event"] == "s3:TestEvent" {
        return Ok(None);
    }
    match event["Records"].as_array().map(Vec::len) {
        Some(1) => Ok(Some(event)),
        _ => Err(format!("not one record: {event}")),
    }
}

/// The key that an event of one record names.
pub(super) fn key_of(event: &Value) -> Option<String> {
    let encoded = event["Records"][0]["s3"]["object"]["key"].as_str()?;
    decoded(encoded)
}

/// A key as S3 encodes it in events: like a form's field.
pub(super) fn decoded(encoded: &str) -> Option<String> {
    let spaces = encoded.replace('+', " ");
    percent_decode_str(&spaces)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// The keys of a step's table.
pub(super) fn keys(step: &Step) -> Outcome<Vec<String>> {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    Ok(table.rows.iter().filter_map(|row| row.first().cloned()).collect())
}

/// How often each key of a bag occurs.
pub(super) fn counted(keys: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}
