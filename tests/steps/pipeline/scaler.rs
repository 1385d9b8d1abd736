//! The scaler's looks at the queue, and what follows from them.

use aws_sdk_ecs::types::DesiredStatus;
use conformance::calls::{keeps_pace, none_early};
use conformance::programs::Ended;
use conformance::trouble::{Outcome, Trouble};
use cucumber::{given, then, when};
use local_ecs::{Call, Calls, Fault};
use serde_json::Value;

use crate::steps::faults::answered;
use crate::steps::patience::SOON;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{SCALER, Scenario, World};

/// What one RunTask may start.
const MOST: u64 = 10;

#[when("the scaler looks once")]
#[when("the scaler looks once where there is no pipeline")]
async fn once(world: &mut World) -> Outcome {
    look(world, &[]).await
}

#[when(expr = "the scaler looks once, for {int} messages a task")]
async fn once_by(world: &mut World, batch: u32) -> Outcome {
    look(world, &["--batch-size", &batch.to_string()]).await
}

#[when(expr = "the scaler looks every {int} milliseconds")]
async fn each(world: &mut World, millis: u64) -> Outcome {
    world.pipeline.before = ever_started(world).await?;
    world
        .start_pipeline_scaler(&["--every", &format!("{millis}ms")])
        .await
}

#[given(regex = r"^ECS answers (\d+) (\w+) to RunTask the (\d+)(?:st|nd|rd|th) time$")]
async fn ecs_answers(world: &mut World, status: u16, code: String, place: u64) -> Outcome {
    let fault = Fault {
        calls: Calls::Nth(place),
        ..Fault::of("ecs", "RunTask", answered(status, &code))
    };
    world.set_fault(&fault).await
}

#[then(regex = r"^it has started (\d+) tasks?, and (\d+) runs?$")]
async fn has_started(world: &mut World, count: usize, running: usize) -> Outcome {
    let started = ever_started(world).await? - world.pipeline.before;
    if started != count {
        return Err(Trouble::failed(format!("it has started {started} tasks")));
    }
    world.wait_for_running(running).await?;
    Ok(())
}

#[then(regex = r"^it has started no task(?:, and says that (.+))?$")]
async fn has_started_none(world: &mut World, why: String) -> Outcome {
    world.recorded().await?;
    let started = ever_started(world).await? - world.pipeline.before;
    if started != 0 || !run_tasks(world).is_empty() {
        return Err(Trouble::failed(format!("it has started {started} tasks")));
    }
    let scaler = world.program(SCALER)?;
    let stderr = scaler.transcript().stderr();
    match scaler.has_ended() {
        Some(Ended::Code(0)) | None if stderr.contains(&why) => Ok(()),
        ended => Err(Trouble::failed(format!(
            "it has ended with {ended:?} and says:\n{stderr}"
        ))),
    }
}

#[then(expr = "it reads {string} at least {int} times, {int} milliseconds apart")]
async fn reads(world: &mut World, attribute: String, times: usize, millis: i64) -> Outcome {
    let interval = time::Duration::milliseconds(millis);
    let looks = world
        .wait_for_calls(IN_TIME, |calls| {
            let looks: Vec<_> = calls
                .of(SCALER)
                .into_iter()
                .filter(|call| {
                    let asked = call.parameters["AttributeNames"].as_array();
                    // One that failed is tried again, out of turn.
                    call.operation == "GetQueueAttributes"
                        && call.succeeded()
                        && asked.is_some_and(|names| names.iter().any(|name| *name == attribute.as_str()))
                })
                .map(|call| call.started)
                .collect();
            if looks.len() < times {
                return Err(format!("it has looked {} times", looks.len()));
            }
            keeps_pace(interval, &looks).map(|()| looks)
        })
        .await?;
    none_early(world.program(SCALER)?.begun, interval, &looks).map_err(Trouble::failed)
}

#[then(expr = "it starts {int} task with RunTask")]
async fn starts(world: &mut World, count: u64) -> Outcome {
    world
        .wait_for_calls(SOON, |calls| {
            let calls = calls.of(SCALER);
            match calls
                .iter()
                .find(|call| call.operation == "RunTask" && call.succeeded())
            {
                None => Err("it has not called RunTask".to_owned()),
                Some(call) if asked(call) == count => Ok(()),
                Some(call) => Err(format!("it has asked for {} tasks", asked(call))),
            }
        })
        .await
}

#[then(expr = "it has called RunTask {int} times, for at most 10 tasks each")]
async fn called(world: &mut World, times: usize) -> Outcome {
    world.recorded().await?;
    let counts: Vec<u64> = run_tasks(world).iter().map(asked).collect();
    if counts.len() == times && counts.iter().all(|count| *count <= MOST) {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it has asked for {counts:?} tasks")))
    }
}

#[then(expr = "it has reported {string}")]
async fn has_reported(world: &mut World, text: String) -> Outcome {
    let stderr = world.program(SCALER)?.transcript().stderr();
    if stderr.contains(&text) {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it says:\n{stderr}")))
    }
}

async fn look(scenario: &mut Scenario, arguments: &[&str]) -> Outcome {
    scenario.pipeline.before = if scenario.fleet.cluster.is_some() {
        ever_started(scenario).await?
    } else {
        0
    };
    scenario.start_pipeline_scaler(arguments).await?;
    scenario.scaler_ended().await.map(drop)
}

/// The tasks that the cluster has had so far.
async fn ever_started(scenario: &Scenario) -> Outcome<usize> {
    let mut arns = std::collections::BTreeSet::new();
    for status in [DesiredStatus::Running, DesiredStatus::Stopped] {
        let tasks = scenario.tasks(status).await.map_err(Trouble::broken)?;
        arns.extend(tasks.iter().map(crate::steps::tasks::look::arn_of));
    }
    Ok(arns.len())
}

/// The scaler's calls of RunTask that were carried out since it was last started.
fn run_tasks(scenario: &Scenario) -> Vec<Call> {
    let calls = scenario.calls.of(SCALER);
    // One that looks once begins by reading its settings.
    let begun = calls
        .iter()
        .rposition(|call| call.operation.starts_with("GetParameters"))
        .unwrap_or_default();
    calls
        .into_iter()
        .skip(begun)
        .filter(|call| call.operation == "RunTask" && call.succeeded())
        .collect()
}

/// How many tasks a RunTask asks for.
fn asked(call: &Call) -> u64 {
    match &call.parameters["count"] {
        Value::Null => 1,
        count => count.as_u64().unwrap_or_default(),
    }
}
