//! How often a task asks for protection, by the gateway's trace.

use std::time::Duration;

use conformance::calls::{ProtectionCall, protection_calls};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use time::OffsetDateTime;

use super::asking::caller;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Scenario, World};

#[then(expr = "ECS was asked to protect the task {int} time(s), and to release it {int} time(s)")]
async fn asked_so_often(world: &mut World, protect: usize, release: usize) -> Outcome {
    let calls = settled(world).await?;
    let count = |enable| calls.iter().filter(|call| call.enable == enable).count();
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
    let before = settled(world).await?.len();
    world
        .observe(Duration::from_secs(seconds), world.calls.changes(), || {
            let now = all(world)?;
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
    let span = Duration::from_secs(seconds);
    let begun = OffsetDateTime::now_utc();
    let since = || -> Result<Vec<OffsetDateTime>, String> {
        let calls = all(world)?.into_iter().map(|call| call.begun);
        Ok(calls.filter(|at| *at >= begun).collect())
    };
    world
        .observe(span, world.calls.changes(), || {
            match since()?.iter().filter(|at| **at <= begun + span).count() {
                count if count > most => Err(format!("expected at most {most} calls, seen {count}")),
                _ => Ok(()),
            }
        })
        .await?;
    // Not within that time: the agent tries each call for as long as four seconds.
    world
        .wait_for_calls(IN_TIME, |_| match since()?.len() {
            0 => Err("it is not asked again".to_owned()),
            _ => Ok(()),
        })
        .await
}

#[then(
    expr = "protection is renewed {int} times, for {int} minute(s) each and {float} seconds apart or more"
)]
async fn renewed(world: &mut World, times: usize, minutes: i64, apart: f64) -> Outcome {
    let calls = world
        .wait_for_calls(IN_TIME, |_| {
            let calls = asked(world)?;
            if calls.len() > times {
                Ok(calls)
            } else {
                Err(format!("ECS was asked {} times", calls.len()))
            }
        })
        .await?;
    for call in &calls {
        if !call.enable || call.minutes != Some(minutes) {
            return Err(Trouble::failed(format!(
                "expected protection for {minutes} minutes, seen {call:?}"
            )));
        }
    }
    let connected = world.visitors.values().map(|visitor| visitor.since).min();
    let connected = connected.or_broken("nobody is connected")?;
    let mut due = connected;
    for (number, call) in calls.iter().enumerate() {
        // Calls reach ECS later than they were made, and never sooner: so only their number in a time is held against
        // the server, and not the pause between two of them.
        if call.begun < due {
            return Err(Trouble::failed(format!(
                "expected call {} at {due} or later, seen at {}; the first client came at {connected}",
                number + 1,
                call.begun
            )));
        }
        due += time::Duration::seconds_f64(apart);
    }
    Ok(())
}

/// What the scenario's task has asked of ECS so far, through its agent. What is asked by a call that has only begun is
/// not known yet.
fn asked(scenario: &Scenario) -> Result<Vec<ProtectionCall>, String> {
    let mut calls = all(scenario)?;
    calls.retain(|call| call.ended.is_some());
    Ok(calls)
}

/// The same, with the calls that have only begun.
fn all(scenario: &Scenario) -> Result<Vec<ProtectionCall>, String> {
    let caller = caller(scenario).map_err(|trouble| trouble.to_string())?;
    Ok(protection_calls(&scenario.calls.all(), &caller))
}

/// The same, once all of them have ended: that a task is protected is seen before the call that did it is recorded.
async fn settled(scenario: &Scenario) -> Outcome<Vec<ProtectionCall>> {
    scenario.recorded().await?;
    scenario
        .wait_for_calls(IN_TIME, |_| {
            let calls = all(scenario)?;
            if calls.iter().all(|call| call.ended.is_some()) {
                Ok(calls)
            } else {
                Err("a call is under way".to_owned())
            }
        })
        .await
}
