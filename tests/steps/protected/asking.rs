//! When a task asks for protection, and whether it polls without.

use conformance::calls::{Ledger, ProtectionCall, none_early, protection_calls, unprotected_polls};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use time::{Duration, OffsetDateTime};

use crate::steps::tasks::look::{IN_TIME, id_of};
use crate::world::{Scenario, World};

#[then(regex = "^no poll has begun while (?:the|its) task was not protected$")]
async fn no_unprotected_poll(world: &mut World) -> Outcome {
    let calls = world.recorded().await?.all();
    let mut callers: Vec<&str> = calls
        .iter()
        .filter(|call| call.operation == "ReceiveMessage" && call.caller.starts_with("task/"))
        .map(|call| call.caller.as_str())
        .collect();
    callers.sort_unstable();
    callers.dedup();
    if callers.is_empty() {
        return Err(Trouble::failed("no task has polled"));
    }
    for caller in callers {
        if let Some(at) = unprotected_polls(&calls, caller).first() {
            return Err(Trouble::failed(format!(
                "{caller} began to poll unprotected, at {at}"
            )));
        }
    }
    Ok(())
}

#[then("the task has asked for protection once")]
async fn asked_once(world: &mut World) -> Outcome {
    world.recorded().await?;
    match asked(world, &caller(world)?).as_slice() {
        [_] => Ok(()),
        calls => Err(Trouble::failed(format!("it has asked {} times", calls.len()))),
    }
}

#[then(expr = "the protection is released no earlier than {int} seconds after it was set")]
async fn released_no_earlier(world: &mut World, seconds: i64) -> Outcome {
    let caller = caller(world)?;
    let (set, released) = world
        .wait_for_calls(IN_TIME, |calls| {
            let calls = protection_calls(&calls.all(), &caller);
            let set = calls.iter().find(|call| call.enable && call.granted);
            let released = calls.iter().find(|call| !call.enable && call.granted);
            match (set, released) {
                (Some(set), Some(released)) => Ok((set.begun, released.begun)),
                _ => Err(format!("{} calls, and no release yet", calls.len())),
            }
        })
        .await?;
    let kept = released - set;
    // The agent waits for the answer, so a release that was counted from then is no earlier here.
    if kept >= Duration::seconds(seconds) {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "it was released after {:.1} s",
            kept.as_seconds_f64()
        )))
    }
}

#[then(expr = "the task has not asked for protection oftener than every {int} seconds")]
async fn no_oftener(world: &mut World, seconds: i64) -> Outcome {
    world.recorded().await?;
    let asked = asked(world, &caller(world)?);
    let gaps = gaps(&asked);
    match gaps.iter().min() {
        Some(gap) if *gap < Duration::seconds(seconds) => Err(Trouble::failed(format!(
            "it asked again after {:.1} s",
            gap.as_seconds_f64()
        ))),
        _ if asked.is_empty() => Err(Trouble::failed("it has not asked for protection at all")),
        _ => Ok(()),
    }
}

#[then(
    expr = "while it worked, it asked for protection at least {int} times, and no oftener than every {float} seconds"
)]
async fn so_often(world: &mut World, least: usize, every: f64) -> Outcome {
    let (received, calls) = while_working(world).await?;
    if calls.len() < least {
        return Err(Trouble::failed(format!("it asked {} times", calls.len())));
    }
    // Not the pauses: the agent looks at the role before each call, which takes now and then longer.
    none_early(received - PASSED_ON, Duration::seconds_f64(every), &calls).map_err(Trouble::failed)
}

/// How long the agent may take to pass a call on, that was made before the job came.
const PASSED_ON: Duration = Duration::seconds(5);

#[then("while it worked, it asked for nothing")]
async fn nothing(world: &mut World) -> Outcome {
    match while_working(world).await?.1.as_slice() {
        [] => Ok(()),
        calls => Err(Trouble::failed(format!("it asked {} times", calls.len()))),
    }
}

/// When the last job was received, and when was asked between then and its deletion.
async fn while_working(scenario: &Scenario) -> Outcome<(OffsetDateTime, Vec<OffsetDateTime>)> {
    let calls = scenario.recorded().await?.all();
    let story = Ledger::read(&calls).of(&scenario.last_sent()?.id);
    let (Some((received, by)), Some((deleted, _))) = (story.receives.first(), story.deletions.first()) else {
        return Err(Trouble::broken("the job is not done"));
    };
    let working = *received..*deleted;
    let asked = protection_calls(&calls, by).into_iter();
    let asked = asked
        .map(|call| call.begun)
        .filter(|begun| working.contains(begun));
    Ok((*received, asked.collect()))
}

fn asked(scenario: &Scenario, caller: &str) -> Vec<ProtectionCall> {
    let mut calls = protection_calls(&scenario.calls.all(), caller);
    calls.retain(|call| call.enable);
    calls
}

fn gaps(calls: &[ProtectionCall]) -> Vec<Duration> {
    calls
        .windows(2)
        .map(|pair| pair[1].begun - pair[0].begun)
        .collect()
}

/// How the scenario's task is called in the trace.
pub(super) fn caller(scenario: &Scenario) -> Outcome<String> {
    let task = scenario
        .fleet
        .task
        .as_deref()
        .or_broken("the scenario has no task")?;
    Ok(format!("task/{}", id_of(task)))
}

/// Whether a task has begun no poll after a moment.
pub(super) async fn no_poll_after(scenario: &Scenario, caller: &str, moment: OffsetDateTime) -> Outcome {
    let late = scenario
        .recorded()
        .await?
        .of(caller)
        .into_iter()
        .find(|call| call.operation == "ReceiveMessage" && call.started > moment);
    match late {
        None => Ok(()),
        Some(call) => Err(Trouble::failed(format!(
            "{caller} began a poll {:.3} s after it",
            (call.started - moment).as_seconds_f64()
        ))),
    }
}
