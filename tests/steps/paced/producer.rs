//! The producer of test messages.

use std::collections::BTreeMap;

use conformance::trouble::{Outcome, Trouble};
use cucumber::{then, when};
use serde_json::{Value, json};

use crate::steps::patience::LOOK;
use crate::steps::queues::{counts, receive};
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Scenario, World};

#[when("the producer runs once")]
async fn once(world: &mut World) -> Outcome {
    run(world, &[]).await
}

#[when(expr = "the producer runs once, for {int} messages of {word} second(s)")]
async fn once_with(world: &mut World, count: u32, seconds: String) -> Outcome {
    let count = count.to_string();
    let settings = [
        ("number_of_messages", count.as_str()),
        ("default_msg_proc_duration", &seconds),
    ];
    run(world, &settings).await
}

#[when(regex = r"^the producer is started to run every (\d+) milliseconds(, and enabled)?$")]
async fn every(world: &mut World, millis: u64, enabled: String) -> Outcome {
    let every = format!("{millis}ms");
    let mut settings = vec![("EVERY", every.as_str()), ("number_of_messages", "5")];
    if !enabled.is_empty() {
        settings.push(("PRODUCER_ENABLED", "1"));
    }
    start(world, &settings).await
}

#[then(expr = "the queue has {int} messages, numbered from 1, of {float} second(s) each")]
async fn numbered(world: &mut World, count: u64, seconds: f64) -> Outcome {
    let mut bodies = bodies(world).await?;
    bodies.sort_by_key(|body| body["id"].as_u64());
    let right = |(body, id): (&Value, u64)| {
        let fields = body.as_object().map_or(0, serde_json::Map::len);
        body["id"] == json!(id) && body["duration"].as_f64() == Some(seconds) && fields == 2
    };
    if bodies.len() as u64 == count && bodies.iter().zip(1..).all(right) {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "it has {} messages: {bodies:?}",
            bodies.len()
        )))
    }
}

#[then(expr = "the queue comes to have {int} messages or more")]
async fn comes_to_have(world: &mut World, count: u64) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    world
        .wait(IN_TIME, LOOK, async || {
            let counts = counts(&world.account, &queue)
                .await
                .map_err(|error| error.to_string())?;
            if counts.total() >= count {
                Ok(())
            } else {
                Err(counts.to_string())
            }
        })
        .await
}

#[then(expr = "the queue has {int} messages")]
async fn has(world: &mut World, count: u64) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    let counts = counts(&world.account, &queue).await?;
    if counts.total() == count {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it has {counts}")))
    }
}

async fn run(scenario: &mut Scenario, settings: &[(&str, &str)]) -> Outcome {
    start(scenario, settings).await?;
    scenario.expect_scaler_done().await
}

async fn start(scenario: &mut Scenario, settings: &[(&str, &str)]) -> Outcome {
    let queue = [("queue_name", scenario.service()?.queue_name())];
    let environment: BTreeMap<String, String> = queue
        .iter()
        .chain(settings)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    scenario.start_scaler(&["produce"], environment).await
}

/// All messages that the queue gives out.
async fn bodies(scenario: &Scenario) -> Outcome<Vec<Value>> {
    let queue = scenario.service()?.queue();
    let mut bodies = Vec::new();
    loop {
        let received = receive(&scenario.account, queue).await?;
        if received.is_empty() {
            return Ok(bodies);
        }
        for message in received {
            let body = message.body().unwrap_or_default();
            let read = serde_json::from_str(body);
            bodies.push(read.map_err(|error| Trouble::failed(format!("`{body}` is no JSON: {error}")))?);
        }
    }
}
