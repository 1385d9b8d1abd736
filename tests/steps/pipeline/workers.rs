//! Workers that are started from outside, beside the pipeline.

use std::collections::BTreeMap;
use std::time::Duration;

use conformance::programs::Ended;
use conformance::trouble::{Outcome, Trouble};
use cucumber::{given, when};
use local_ecs::{Effect, Fault};

use crate::steps::tasks::look::IN_TIME;
use crate::world::{Scenario, World, image_resizer};

/// The subcommand of the reference worker.
const IMAGE_RESIZER: [&str; 1] = ["image-resizer"];

/// Time to stop within: nothing here depends on it.
const STOP_TIMEOUT: Duration = Duration::from_secs(20);

#[given(expr = "the worker is set to {int} pixels")]
async fn set_to(world: &mut World, pixels: u16) -> Outcome {
    world.pipeline.square = pixels;
    Ok(())
}

#[given("everything is delivered twice")]
async fn delivered_twice(world: &mut World) -> Outcome {
    world
        .set_fault(&Fault::of("sqs", "ReceiveMessage", Effect::DeliverTwice))
        .await
}

#[when("the worker works until the queue is empty")]
async fn works(world: &mut World) -> Outcome {
    start(world, "worker", true, &[]).await?;
    ended(world, "worker").await
}

#[when("two workers work until the queue is empty")]
async fn two_work(world: &mut World) -> Outcome {
    start(world, "worker", true, &[]).await?;
    start(world, "second worker", true, &[]).await?;
    ended(world, "worker").await?;
    ended(world, "second worker").await
}

#[when("a worker is started that retries at once")]
async fn retries_at_once(world: &mut World) -> Outcome {
    start(world, "worker", false, &[("RETRY_DELAY", "0s")]).await
}

async fn start(scenario: &mut Scenario, name: &str, job_mode: bool, settings: &[(&str, &str)]) -> Outcome {
    scenario.stop_timeout = STOP_TIMEOUT;
    let mut environment: BTreeMap<String, String> =
        image_resizer(scenario.service()?, &scenario.pipeline, job_mode);
    let square = scenario.pipeline.square().to_string();
    let all = [("IMAGE_SIZE", square.as_str())]
        .into_iter()
        .chain(settings.iter().copied());
    environment.extend(all.map(|(name, value)| (name.to_owned(), value.to_owned())));
    scenario.start_worker(name, &IMAGE_RESIZER, environment).await
}

/// Waits until it has ended by itself, with success.
async fn ended(scenario: &Scenario, name: &str) -> Outcome {
    let program = scenario.program(name)?;
    let waiting = async {
        match program.wait(IN_TIME).await {
            Some(Ended::Code(0)) => Ok(()),
            Some(ended) => Err(Trouble::failed(format!("the {name} has ended: {ended}"))),
            None => Err(Trouble::failed(format!(
                "the {name} has not ended within {IN_TIME:?}"
            ))),
        }
    };
    scenario.environment.standing.during(waiting).await
}
