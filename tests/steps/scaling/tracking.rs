//! The scaler's passes.

use conformance::programs::Ended;
use conformance::trouble::{Outcome, Trouble};
use cucumber::{given, then, when};
use local_ecs::Fault;

use super::counts::SCALED_WITHIN;
use super::metrics::{IN_A_ROW, LONG_PERIOD, PERIOD};
use crate::steps::faults::answered;
use crate::world::{SCALER, Scenario, World};

/// So many datapoints below the target scale in here.
pub(super) const TO_SCALE_IN: u16 = 3;

#[when("the scaler tracks the service")]
async fn tracks(world: &mut World) -> Outcome {
    world.track(PERIOD, IN_A_ROW, &["--every", "1s"]).await
}

#[when("the scaler looks at all services once")]
async fn once(world: &mut World) -> Outcome {
    // One datapoint will do: nobody looks again if another is late.
    world.track(LONG_PERIOD, 1, &[]).await
}

impl Scenario {
    /// Starts the scaler, for datapoints that come sooner than AWS's.
    pub(super) async fn track(&mut self, period: u16, to_scale_out: u16, arguments: &[&str]) -> Outcome {
        let period = format!("{period}s");
        let (out, inward) = (to_scale_out.to_string(), TO_SCALE_IN.to_string());
        let mut all = vec![
            "track",
            "--period",
            &period,
            "--datapoints-to-scale-out",
            &out,
            "--datapoints-to-scale-in",
            &inward,
        ];
        all.extend_from_slice(arguments);
        self.start_scaler(&all, [].into()).await
    }
}

#[given("CloudWatch answers no GetMetricData")]
async fn no_metrics(world: &mut World) -> Outcome {
    let effect = answered(500, "InternalServiceFault");
    world
        .set_fault(&Fault::of("monitoring", "GetMetricData", effect))
        .await
}

#[then(regex = r#"^the scaler says (\d+) times that "([^"]+)"(?: its datapoints)?$"#)]
async fn says(world: &mut World, times: usize, what: String) -> Outcome {
    said(world, times, &what).await
}

#[then(expr = "the scaler reports {int} times that the metrics could not be read")]
async fn reports(world: &mut World, times: usize) -> Outcome {
    said(world, times, "could not be read").await
}

#[then("it has ended with exit code 1, and names both")]
async fn named(world: &mut World) -> Outcome {
    let ended = world.scaler_ended().await?;
    let stderr = world.program(SCALER)?.transcript().stderr();
    let named = [
        "service/fleet/gone: there is no such active service any more",
        "service/fleet/senseless: the policy senseless cannot be followed",
    ];
    if ended == Ended::Code(1) && named.iter().all(|text| stderr.contains(text)) {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "it has ended: {ended}; it says:\n{stderr}"
        )))
    }
}

async fn said(scenario: &Scenario, times: usize, what: &str) -> Outcome {
    scenario
        .wait_for_output(SCALER, SCALED_WITHIN, |scaler| {
            if let Some(ended) = scaler.has_ended() {
                return Err(format!("it has ended with {ended:?}"));
            }
            let stderr = scaler.transcript().stderr();
            let said = stderr.lines().filter(|line| line.contains(what)).count();
            if said >= times {
                Ok(())
            } else {
                Err(format!("it says so {said} times, and all in all:\n{stderr}"))
            }
        })
        .await
}
