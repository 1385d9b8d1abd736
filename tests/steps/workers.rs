//! Starting workers.

use std::collections::BTreeMap;
use std::time::Duration;

use conformance::trouble::Outcome;
use cucumber::{given, when};

use super::patience::SOON;
use crate::world::{Scenario, World, caller, log_consumer};

/// The subcommand of the reference worker.
pub(crate) const LOG_CONSUMER: [&str; 1] = ["log-consumer"];

/// SQS has none that waits longer, in seconds.
const LONGEST_POLL: &str = "20";

#[given("a worker")]
async fn a_worker(world: &mut World) -> Outcome {
    start(world, "worker", &[]).await
}

#[when("a second worker is started")]
async fn a_second_worker(world: &mut World) -> Outcome {
    start(world, "second worker", &[]).await
}

#[given("a worker that is polling")]
async fn a_polling_worker(world: &mut World) -> Outcome {
    start(world, "worker", &[]).await?;
    polling(world, "worker").await
}

#[given(expr = "a worker that polls the queues of {string} and {string}")]
async fn of_two_queues(world: &mut World, first: String, second: String) -> Outcome {
    let services = [world.service_named(&first)?, world.service_named(&second)?];
    let environment = log_consumer(&services);
    world.start_worker("worker", &LOG_CONSUMER, environment).await
}

#[given(expr = "a worker that fails on messages that contain {string}")]
async fn a_failing_worker(world: &mut World, text: String) -> Outcome {
    start_failing(world, "worker", &text, 0).await
}

#[given(expr = "a worker that fails on messages that contain {string}, and retries after {int} seconds")]
async fn a_patient_failing_worker(world: &mut World, text: String, seconds: u64) -> Outcome {
    start_failing(world, "worker", &text, seconds).await
}

#[given(expr = "a worker that must stop within {int} seconds")]
async fn a_hurried_worker(world: &mut World, seconds: u64) -> Outcome {
    world.stop_timeout = Duration::from_secs(seconds);
    start(world, "worker", &[]).await
}

/// Its poll, which the scenario holds up, is not to be given up before the stop is over.
#[given(expr = "a worker that is polling and must stop within {int} seconds")]
async fn a_polling_hurried_worker(world: &mut World, seconds: u64) -> Outcome {
    world.stop_timeout = Duration::from_secs(seconds);
    let wait = [("WAIT_TIME_SECONDS", LONGEST_POLL.to_owned())];
    start(world, "worker", &wait).await?;
    polling(world, "worker").await
}

#[given(expr = "a worker that keeps a message at most {int} seconds")]
async fn a_worker_with_a_ceiling(world: &mut World, seconds: u64) -> Outcome {
    start(world, "worker", &[("MAX_IN_HAND", format!("{seconds}s"))]).await
}

/// Starts a worker that treats messages with this text as failed, and has them back after so many seconds.
pub(crate) async fn start_failing(scenario: &mut Scenario, name: &str, text: &str, seconds: u64) -> Outcome {
    let settings = [
        ("FAIL_ON", text.to_owned()),
        ("RETRY_DELAY", format!("{seconds}s")),
    ];
    start(scenario, name, &settings).await
}

async fn start(scenario: &mut Scenario, name: &str, settings: &[(&str, String)]) -> Outcome {
    let mut environment: BTreeMap<String, String> = log_consumer(&[scenario.service()?]);
    environment.extend(
        settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone())),
    );
    scenario.start_worker(name, &LOG_CONSUMER, environment).await
}

async fn polling(scenario: &Scenario, name: &str) -> Outcome {
    scenario
        .wait_for_calls(SOON, |calls| {
            let calls = calls.of(&caller(name));
            if calls.iter().any(|call| call.operation == "ReceiveMessage") {
                Ok(())
            } else {
                Err(format!(
                    "it has made {} calls, and received nothing yet",
                    calls.len()
                ))
            }
        })
        .await
}
