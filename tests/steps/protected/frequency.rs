//! How often a task asks for protection, by the gateway's trace.

use std::time::Duration;

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use local_ecs::Call;

use crate::steps::patience::SOON;
use crate::steps::tasks::look::id_of;
use crate::world::{Scenario, World};

#[then(expr = "ECS was asked to protect the task {int} time(s), and to release it {int} time(s)")]
async fn asked(world: &mut World, protect: usize, release: usize) -> Outcome {
    let calls = world.protection_calls()?;
    let count = |enabled| calls.iter().filter(|call| wants(call) == Some(enabled)).count();
    let seen = (count(true), count(false));
    if seen == (protect, release) {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "expected {protect} and {release}, seen {} and {}",
            seen.0, seen.1
        )))
    }
}

#[then(expr = "for {int} seconds nothing more is asked")]
async fn nothing_more(world: &mut World, seconds: u64) -> Outcome {
    let before = world.protection_calls()?.len();
    world
        .observe(Duration::from_secs(seconds), world.calls.changes(), || {
            let now = world.protection_calls().map_err(|trouble| trouble.to_string())?;
            if now.len() == before {
                Ok(())
            } else {
                Err(format!("expected {before} calls, seen {}", now.len()))
            }
        })
        .await
}

#[then(expr = "for {int} seconds it is asked again and again, with at most {int} calls")]
async fn again_and_again(world: &mut World, seconds: u64, most: usize) -> Outcome {
    let before = world.protection_calls()?.len();
    let new = || -> Result<usize, String> {
        let calls = world.protection_calls().map_err(|trouble| trouble.to_string())?;
        Ok(calls.len() - before)
    };
    world
        .observe(
            Duration::from_secs(seconds),
            world.calls.changes(),
            || match new()? {
                count if count > most => Err(format!("expected at most {most} calls, seen {count}")),
                _ => Ok(()),
            },
        )
        .await?;
    match new().map_err(Trouble::broken)? {
        0 => Err(Trouble::failed("it is not asked again")),
        _ => Ok(()),
    }
}

#[then(
    expr = "protection is renewed {int} times, for {int} minute(s) each and {float} seconds apart or more"
)]
async fn renewed(world: &mut World, times: usize, minutes: i64, apart: f64) -> Outcome {
    let calls = world
        .wait_for_calls(SOON, |_| {
            let calls = world.protection_calls().map_err(|trouble| trouble.to_string())?;
            if calls.len() > times {
                Ok(calls)
            } else {
                Err(format!("ECS was asked {} times", calls.len()))
            }
        })
        .await?;
    for call in &calls {
        let asked = &call.parameters["expiresInMinutes"];
        if wants(call) != Some(true) || asked.as_i64() != Some(minutes) {
            return Err(Trouble::failed(format!(
                "expected protection for {minutes} minutes, seen {}",
                call.parameters
            )));
        }
    }
    let connected = world.visitors.values().map(|visitor| visitor.since).min();
    let connected = connected.or_broken("nobody is connected")?;
    let mut due = connected;
    for (number, call) in calls.iter().enumerate() {
        // Calls reach ECS later than they were made, and never sooner: so only their number in a time is held against
        // the server, and not the pause between two of them.
        if call.started < due {
            return Err(Trouble::failed(format!(
                "expected call {} at {due} or later, seen at {}; the first client came at {connected}",
                number + 1,
                call.started
            )));
        }
        due += time::Duration::seconds_f64(apart);
    }
    Ok(())
}

/// Whether a call asks for protection, or for its release.
fn wants(call: &Call) -> Option<bool> {
    call.parameters["protectionEnabled"].as_bool()
}

impl Scenario {
    /// What the scenario's task has asked of ECS, through its agent.
    fn protection_calls(&self) -> Outcome<Vec<Call>> {
        let task = self.fleet.task.as_deref().or_broken("the scenario has no task")?;
        let calls = self.calls.of(&format!("task/{}", id_of(task)));
        Ok(calls
            .into_iter()
            .filter(|call| call.operation == "UpdateTaskProtection")
            .collect())
    }
}
