//! Signals, and how programs end.

use std::time::Duration;

use conformance::programs::{Ended, Signal};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{then, when};
use time::OffsetDateTime;

use super::names::ProgramName;
use super::patience::SOON;
use crate::world::{Scenario, World};

#[when(regex = "^the (worker|second worker|publisher) gets (SIGTERM|SIGINT)$")]
async fn gets_signal(world: &mut World, program: String, signal: String) -> Outcome {
    let signal = if signal == "SIGTERM" {
        Signal::Terminate
    } else {
        Signal::Interrupt
    };
    send(world, &program, signal).await
}

/// Until then only what it had begun before the signal tells nothing of it.
#[when(expr = "the {program} has had time to notice it")]
async fn has_had_time(world: &mut World, program: ProgramName) -> Outcome {
    let left = NOTICED.saturating_sub(since_signal(world, &program.0)?);
    let changes = world.program(&program.0)?.transcript().changes();
    world.observe(left, changes, || Ok(())).await
}

#[when(expr = "the {program} is killed")]
async fn is_killed(world: &mut World, program: ProgramName) -> Outcome {
    send(world, &program.0, Signal::Kill).await?;
    ended(world, &program.0, SOON).await.map(drop)
}

#[then(expr = "the {program} ends with exit code {int} within {int} seconds")]
async fn ends_with(world: &mut World, program: ProgramName, code: i32, seconds: u64) -> Outcome {
    expect_code(
        ended(world, &program.0, Duration::from_secs(seconds)).await?,
        code,
    )
}

#[then(expr = "the {program} ends with exit code {int} within its stop timeout")]
async fn ends_in_time(world: &mut World, program: ProgramName, code: i32) -> Outcome {
    let left = world
        .stop_timeout
        .saturating_sub(since_signal(world, &program.0)?);
    expect_code(ended(world, &program.0, left).await?, code)
}

#[then(expr = "the {program} ends with an exit code other than 0 within {int} seconds")]
async fn ends_badly(world: &mut World, program: ProgramName, seconds: u64) -> Outcome {
    match ended(world, &program.0, Duration::from_secs(seconds)).await? {
        Ended::Code(0) => Err(Trouble::failed("its exit code is 0")),
        Ended::Code(_) => Ok(()),
        signal @ Ended::Signal(_) => Err(Trouble::failed(format!("it has not ended by itself: {signal}"))),
    }
}

#[then("the worker is still running")]
async fn still_running(world: &mut World) -> Outcome {
    match world.program("worker")?.has_ended() {
        None => Ok(()),
        Some(ended) => Err(Trouble::failed(format!("it has ended: {ended}"))),
    }
}

#[then("the worker has begun no receive after the signal")]
async fn no_receive_after(world: &mut World) -> Outcome {
    let signalled = *world.signalled.get("worker").or_broken("it has got no signal")?;
    let late: Vec<_> = world
        .recorded()
        .await?
        .of("worker")
        .into_iter()
        .filter(|call| call.operation == "ReceiveMessage" && call.started > signalled + NOTICED)
        .map(|call| format!("{:.3} s after it", (call.started - signalled).as_seconds_f64()))
        .collect();
    if late.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "it has begun to receive {}",
            late.join(", ")
        )))
    }
}

/// How long a program has to notice a signal, and how long a call takes to the gateway that was made before it did: a
/// busy machine stands still for seconds.
const NOTICED: Duration = Duration::from_secs(4);

async fn send(scenario: &mut Scenario, program: &str, signal: Signal) -> Outcome {
    scenario
        .program(program)?
        .signal(signal)
        .await
        .or_broken(format!("sending {}", signal.name()))?;
    scenario
        .signalled
        .insert(program.to_owned(), OffsetDateTime::now_utc());
    Ok(())
}

/// How long ago a program got its signal.
fn since_signal(scenario: &Scenario, program: &str) -> Outcome<Duration> {
    let since = scenario
        .signalled
        .get(program)
        .or_broken("it has got no signal")?;
    Ok((OffsetDateTime::now_utc() - *since)
        .try_into()
        .unwrap_or(Duration::ZERO))
}

async fn ended(scenario: &Scenario, program: &str, within: Duration) -> Outcome<Ended> {
    let program = scenario.program(program)?;
    let waiting = async {
        program
            .wait(within)
            .await
            .ok_or_else(|| Trouble::failed(format!("the {} has not ended within {within:.1?}", program.name)))
    };
    scenario.environment.standing.during(waiting).await
}

fn expect_code(ended: Ended, code: i32) -> Outcome {
    if ended == Ended::Code(code) {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "expected exit code {code}, seen {ended}"
        )))
    }
}
