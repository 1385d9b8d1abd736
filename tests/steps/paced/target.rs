//! Setting the target.

use std::collections::BTreeMap;

use conformance::programs::Ended;
use conformance::trouble::{Outcome, Trouble};
use cucumber::{then, when};

use super::measured::{Datum, about, puts};
use crate::steps::patience::LOOK;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{SCALER, Scenario, World};

/// The documents' name of the metric.
const TARGET: &str = "ecsTargetBPI";

#[when("the target is set once")]
async fn once(world: &mut World) -> Outcome {
    set(world, &[]).await
}

#[when(expr = "the target is set once, for an acceptable delay of {word} second(s)")]
async fn once_for(world: &mut World, delay: String) -> Outcome {
    set(world, &[("desired_latency", &delay)]).await
}

#[when(expr = "the target is set once, of a policy {string}")]
async fn once_of(world: &mut World, name: String) -> Outcome {
    set(world, &[("scaling_policy_name", &name)]).await
}

#[when("the target is set once, of whichever service has the policy")]
async fn once_of_any(world: &mut World) -> Outcome {
    set(world, &[("resource_id", "")]).await
}

#[when(expr = "the target is set every {int} milliseconds")]
async fn every(world: &mut World, millis: u64) -> Outcome {
    world.tracked.policies = world.policies().await?;
    start(world, &[("EVERY", &format!("{millis}ms"))]).await
}

#[then(expr = "the target was not set, and the error says {string}")]
async fn not_set(world: &mut World, text: String) -> Outcome {
    let scaler = world.program(SCALER)?;
    let stderr = scaler.transcript().stderr();
    match scaler.has_ended() {
        Some(Ended::Code(code)) if code != 0 && stderr.contains(&text) => Ok(()),
        ended => Err(Trouble::failed(format!(
            "it has ended with {ended:?} and says:\n{stderr}"
        ))),
    }
}

#[then("the target was set")]
async fn was_set(world: &mut World) -> Outcome {
    world.expect_scaler_done().await
}

#[then("ecsTargetBPI was not published")]
async fn not_published(world: &mut World) -> Outcome {
    let seen = world.statistics(TARGET).await.map_err(Trouble::broken)?;
    if seen.count == 0.0 {
        Ok(())
    } else {
        Err(Trouble::failed(format!("CloudWatch has {seen}")))
    }
}

#[then(expr = "ecsTargetBPI was published {int} time(s), last as {float}")]
async fn published(world: &mut World, times: u32, last: f64) -> Outcome {
    // CloudWatch shows what arrives within a second when it is over, and the trace may come late.
    world
        .wait(IN_TIME, LOOK, async || {
            let values: Vec<f64> = puts(world)
                .map_err(|trouble| trouble.to_string())?
                .iter()
                .filter(|put| put.succeeded)
                .flat_map(|put| &put.data)
                .filter(|datum| datum.name() == TARGET)
                .map(Datum::value)
                .collect();
            if !values.last().is_some_and(|value| about(*value, last)) {
                return Err(format!("published were {values:?}"));
            }
            let seen = world.statistics(TARGET).await?;
            let sum: f64 = values.iter().sum();
            if about(seen.count, f64::from(times)) && about(seen.sum, sum) {
                Ok(())
            } else {
                Err(format!("CloudWatch has {seen}; published were {values:?}"))
            }
        })
        .await
}

async fn set(scenario: &mut Scenario, settings: &[(&str, &str)]) -> Outcome {
    scenario.tracked.policies = scenario.policies().await?;
    start(scenario, settings).await?;
    scenario.scaler_ended().await.map(drop)
}

/// Starts it as the stack's own is set, but for these.
async fn start(scenario: &mut Scenario, settings: &[(&str, &str)]) -> Outcome {
    let service = scenario.service()?;
    let own = [
        ("scaling_policy_name", service.output("PolicyName")),
        ("resource_id", service.output("ResourceId")),
        ("queue_name", service.queue_name()),
    ];
    let environment: BTreeMap<String, String> = own
        .iter()
        .chain(settings)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    scenario.start_scaler(&["set-target"], environment).await
}

impl Scenario {
    /// Waits until the scaler, told to do something once, has ended.
    pub(crate) async fn scaler_ended(&self) -> Outcome<Ended> {
        let scaler = self.program(SCALER)?;
        let waiting = async {
            let ended = scaler.wait(IN_TIME).await;
            ended.ok_or_else(|| Trouble::failed("the scaler, told to do it once, goes on"))
        };
        self.environment.standing.during(waiting).await
    }

    /// Waits until it has ended, with success.
    pub(crate) async fn expect_scaler_done(&self) -> Outcome {
        match self.scaler_ended().await? {
            Ended::Code(0) => Ok(()),
            ended => Err(Trouble::failed(format!(
                "it has ended: {ended}; it says:\n{}",
                self.program(SCALER)?.transcript().stderr()
            ))),
        }
    }
}
