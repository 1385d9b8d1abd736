//! Task scale-in protection.

use aws_sdk_ecs::error::ProvideErrorMetadata;
use aws_sdk_ecs::types::{DesiredStatus, ProtectedTask};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};
use time::{Duration, OffsetDateTime};

use super::look::{IN_TIME, LOOK, arn_of};
use super::make::Definition;
use crate::world::{Scenario, World};

/// How long after protection was set the clock may be read. It was set anew nine minutes after it was first set.
const TOLERANCE: Duration = Duration::seconds(60);

#[given("a service of 1 task that has protected itself")]
async fn protected_itself(world: &mut World) -> Outcome {
    let role = world
        .make_task_role(&["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"])
        .await?;
    let definition = Definition {
        role: Some(role),
        ..Definition::default()
    };
    let steps = [
        "call",
        "PUT",
        "agent/task-protection/v1/state",
        r#"{"ProtectionEnabled":true}"#,
        "wait",
    ];
    world.make_service(&definition, &steps, 1).await?;
    let tasks = world.wait_for_running(1).await?;
    let arns: Vec<String> = tasks.iter().map(arn_of).collect();
    world
        .wait(IN_TIME, LOOK, async || {
            let protections = protections(world, &arns).await?;
            if protections.iter().all(ProtectedTask::protection_enabled) {
                Ok(())
            } else {
                Err("the task has not protected itself".to_owned())
            }
        })
        .await?;
    world.fleet.task = arns.first().cloned();
    remember(world, arns).await
}

#[given(regex = r"^(one|2|the) (?:of the )?tasks? (?:is|are) protected$")]
async fn some_protected(world: &mut World, count: String) -> Outcome {
    let count = if count == "2" { 2 } else { 1 };
    protect_first(world, count, None).await
}

#[given(regex = r"^the task is protected for (?:(\d+) minutes|as long as nobody says how long)$")]
#[when(regex = r"^the task is protected for (\d+) minutes again$")]
async fn protected_for(world: &mut World, minutes: String) -> Outcome {
    let minutes = match minutes.as_str() {
        "" => None,
        text => Some(text.parse().or_broken("reading the minutes")?),
    };
    protect_first(world, 1, minutes).await
}

#[when("the protection of the task is released")]
async fn released(world: &mut World) -> Outcome {
    let tasks = world.fleet.protected.clone();
    let answer = world
        .account
        .ecs
        .update_task_protection()
        .cluster(world.cluster()?)
        .set_tasks(Some(tasks))
        .protection_enabled(false)
        .send()
        .await
        .or_broken("releasing the protection")?;
    match answer.failures() {
        [] => Ok(()),
        failures => Err(Trouble::failed(format!("ECS refuses: {failures:?}"))),
    }
}

#[when(expr = "protection is asked for {int} minutes")]
async fn asked_for(world: &mut World, minutes: i32) -> Outcome {
    let tasks = world
        .tasks(DesiredStatus::Running)
        .await
        .map_err(Trouble::broken)?;
    let refused = world
        .account
        .ecs
        .update_task_protection()
        .cluster(world.cluster()?)
        .set_tasks(Some(tasks.iter().map(arn_of).collect()))
        .protection_enabled(true)
        .expires_in_minutes(minutes)
        .send()
        .await;
    world.fleet.refused = refused.err().and_then(|error| error.code().map(str::to_owned));
    Ok(())
}

#[then(expr = "ECS refuses with {word}")]
async fn refuses(world: &mut World, code: String) -> Outcome {
    match world.fleet.refused.as_deref() {
        Some(seen) if seen == code => Ok(()),
        Some(other) => Err(Trouble::failed(format!("it refuses with {other}"))),
        None => Err(Trouble::failed("it does not refuse")),
    }
}

#[then(regex = "^the protected tasks? (?:is|are) still running$")]
async fn still_running(world: &mut World) -> Outcome {
    world
        .still_running(&world.fleet.protected)
        .await
        .map_err(Trouble::failed)
}

#[then("the task is not protected")]
async fn not_protected(world: &mut World) -> Outcome {
    let tasks = world
        .tasks(DesiredStatus::Running)
        .await
        .map_err(Trouble::broken)?;
    let arns: Vec<String> = tasks.iter().map(arn_of).collect();
    let protections = protections(world, &arns).await.map_err(Trouble::broken)?;
    match protections.iter().find(|task| task.protection_enabled()) {
        None if !protections.is_empty() => Ok(()),
        None => Err(Trouble::broken("ECS describes no protection")),
        Some(task) => Err(Trouble::failed(format!("it is: {task:?}"))),
    }
}

#[then(expr = "its protection ends {int} minutes from then")]
async fn ends(world: &mut World, minutes: i64) -> Outcome {
    let set = world.fleet.protected_at.or_broken("no protection was set")?;
    let protections = protections(world, &world.fleet.protected)
        .await
        .map_err(Trouble::broken)?;
    let end = protections
        .first()
        .and_then(ProtectedTask::expiration_date)
        .and_then(|date| OffsetDateTime::from_unix_timestamp(date.secs()).ok())
        .or_broken("ECS tells no end of the protection")?;
    let off = (end - (set + Duration::minutes(minutes))).abs();
    if off <= TOLERANCE {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it ends at {end}, set at {set}")))
    }
}

async fn protect_first(scenario: &mut Scenario, count: usize, minutes: Option<i32>) -> Outcome {
    let tasks = scenario
        .tasks(DesiredStatus::Running)
        .await
        .map_err(Trouble::broken)?;
    let arns: Vec<String> = tasks.iter().take(count).map(arn_of).collect();
    let answer = scenario
        .account
        .ecs
        .update_task_protection()
        .cluster(scenario.cluster()?)
        .set_tasks(Some(arns.clone()))
        .protection_enabled(true)
        .set_expires_in_minutes(minutes)
        .send()
        .await
        .or_broken("protecting tasks")?;
    if !answer.failures().is_empty() || answer.protected_tasks().len() != count {
        return Err(Trouble::failed(format!("ECS refuses: {answer:?}")));
    }
    remember(scenario, arns).await
}

async fn remember(scenario: &mut Scenario, arns: Vec<String>) -> Outcome {
    scenario.fleet.protected_at = Some(scenario.account_time().await?);
    if scenario.fleet.task.is_none() {
        scenario.fleet.task = arns.first().cloned();
    }
    scenario.fleet.protected = arns;
    Ok(())
}

async fn protections(scenario: &Scenario, arns: &[String]) -> Result<Vec<ProtectedTask>, String> {
    let answer = scenario
        .account
        .ecs
        .get_task_protection()
        .cluster(scenario.cluster().map_err(|trouble| trouble.to_string())?)
        .set_tasks(Some(arns.to_vec()))
        .send()
        .await
        .map_err(|error| command_line::one_line(&error))?;
    Ok(answer.protected_tasks.unwrap_or_default())
}
