//! Messages that nobody uploaded anything for: events made by hand, and what is none.

use conformance::trouble::{OrBroken, Outcome};
use cucumber::gherkin::Step;
use cucumber::{given, when};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::notifications::keys;
use crate::steps::messages::{send_many, send_one};
use crate::steps::patience::SOON;
use crate::steps::queues::{comes_to_hold, purge};
use crate::world::{REGION, Scenario, World};

/// What S3 encodes in a key: all but this.
const IN_KEYS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*');

#[when("an event with a record of each is sent to the queue")]
async fn of_all(world: &mut World) -> Outcome {
    let encoded: Vec<String> = world
        .pipeline
        .uploads
        .iter()
        .map(|upload| utf8_percent_encode(&upload.key, IN_KEYS).to_string())
        .collect();
    let event = event(world, &encoded);
    send_one(world, event.to_string(), None).await
}

#[when("events with these keys are sent to the queue")]
async fn of_keys(world: &mut World, step: &Step) -> Outcome {
    let events = keys(step)?
        .iter()
        .map(|key| event(world, std::slice::from_ref(key)).to_string())
        .collect();
    send_many(world, events).await
}

#[when("these messages are sent to the pipeline's queue")]
async fn bodies(world: &mut World, step: &Step) -> Outcome {
    send_many(world, keys(step)?).await
}

#[given(regex = r"^(\d+) messages? (?:is|are) in the pipeline's queue$")]
#[when(regex = r"^(\d+) messages? (?:is|are) in the pipeline's queue$")]
async fn so_many(world: &mut World, count: usize) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    // What S3 has put there as well is none of them.
    purge(&world.account, &queue).await?;
    let bodies = (1..=count).map(|number| format!("message {number}")).collect();
    send_many(world, bodies).await?;
    let count = u64::try_from(count).or_broken("counting messages")?;
    comes_to_hold(world, &queue, count, SOON).await
}

/// An event as S3 writes it, with a record of each key, which is encoded already.
fn event(scenario: &Scenario, keys: &[String]) -> Value {
    let bucket = &scenario.pipeline.source;
    let record = |key: &String| {
        json!({
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": REGION,
            "eventTime": "2026-01-01T12:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "userIdentity": {"principalId": "AWS:SUITE"},
            "requestParameters": {"sourceIPAddress": "203.0.113.7"},
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": "suite",
                "bucket": {
                    "name": bucket,
                    "ownerIdentity": {"principalId": "SUITE"},
                    "arn": format!("arn:aws:s3:::{bucket}"),
                },
                "object": {"key": key, "size": 1024, "sequencer": "0055AED6DCD90281E5"},
            },
        })
    };
    json!({"Records": keys.iter().map(record).collect::<Vec<_>>()})
}
