//! Paced consumers that are started from outside.

use std::time::Duration;

use conformance::trouble::Outcome;
use cucumber::{given, when};
use local_ecs::{Calls, Fault};

use crate::steps::faults::answered;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Metric, Scenario, World, caller, paced_consumer};

/// The subcommand of the reference worker.
const PACED_CONSUMER: [&str; 1] = ["paced-consumer"];

#[given("a paced consumer")]
async fn a_consumer(world: &mut World) -> Outcome {
    start(world, "worker", &[]).await
}

#[given("two paced consumers")]
async fn two(world: &mut World) -> Outcome {
    start(world, "worker", &[]).await?;
    start(world, "second worker", &[]).await
}

#[given("both poll the queue")]
async fn both_poll(world: &mut World) -> Outcome {
    world
        .wait_for_calls(IN_TIME, |calls| {
            let polls = |name: &&str| {
                let mut calls = calls.of(&caller(name)).into_iter();
                calls.any(|call| call.operation == "ReceiveMessage")
            };
            match ["worker", "second worker"].iter().find(|name| !polls(name)) {
                Some(name) => Err(format!("the {name} has not received yet")),
                None => Ok(()),
            }
        })
        .await
}

#[when("a second paced consumer is started")]
async fn a_second(world: &mut World) -> Outcome {
    start(world, "second worker", &[]).await
}

#[given(expr = "a paced consumer that retries after {int} second(s)")]
async fn retries(world: &mut World, seconds: u64) -> Outcome {
    let delay = format!("{seconds}s");
    start(
        world,
        "worker",
        &[("RETRY_DELAY", &delay), ("RETRY_DELAY_MAX", &delay)],
    )
    .await
}

#[given(expr = "a paced consumer that works on {int} messages at once, and retries after {int} second(s)")]
async fn at_once_and_retries(world: &mut World, count: u32, seconds: u64) -> Outcome {
    let (count, delay) = (count.to_string(), format!("{seconds}s"));
    let settings = [
        ("CONCURRENCY", count.as_str()),
        ("RETRY_DELAY", &delay),
        ("RETRY_DELAY_MAX", &delay),
    ];
    start(world, "worker", &settings).await
}

#[given(expr = "a paced consumer that works on {int} messages at once")]
async fn at_once(world: &mut World, count: u32) -> Outcome {
    start(world, "worker", &[("CONCURRENCY", &count.to_string())]).await
}

#[given(expr = "a paced consumer that must stop within {int} seconds")]
async fn hurried(world: &mut World, seconds: u64) -> Outcome {
    world.stop_timeout = Duration::from_secs(seconds);
    start(world, "worker", &[]).await
}

#[given(expr = "a paced consumer that publishes {string} of the type {string} in {string}")]
async fn of_another_metric(world: &mut World, name: String, kind: String, namespace: String) -> Outcome {
    world.tracked.metric = Metric {
        namespace,
        name,
        kind,
    };
    start(world, "worker", &[]).await
}

#[given(expr = "CloudWatch answers {int} {word} to PutMetricData the first {int} time(s)")]
async fn cloudwatch_fails(world: &mut World, status: u16, code: String, count: u64) -> Outcome {
    let fault = Fault {
        calls: Calls::First(count),
        ..Fault::of("monitoring", "PutMetricData", answered(status, &code))
    };
    world.set_fault(&fault).await
}

async fn start(scenario: &mut Scenario, name: &str, settings: &[(&str, &str)]) -> Outcome {
    let mut environment = paced_consumer(scenario.service()?, &scenario.tracked.metric);
    let settings = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    environment.extend(settings);
    scenario.start_worker(name, &PACED_CONSUMER, environment).await
}
