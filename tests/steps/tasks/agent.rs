//! What a task's own agent answers it. The task makes the calls; what it got stands in its log.

use aws_sdk_ecs::types::Task;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{given, then};
use local_ecs::{Effect, Fault};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::logs::{LOOK, probe_stream};
use super::look::{IN_TIME, arn_of};
use super::make::{Definition, LOG_GROUP};
use crate::world::{Scenario, World};

const STATE: &str = "agent/task-protection/v1/state";

/// How long after the agent has answered its answer is read. The times that it may tell are further apart.
const TOLERANCE: Duration = Duration::seconds(150);

/// All that the protection of tasks takes.
const PROTECTION: [&str; 2] = ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"];

#[given("a service whose task makes these calls to its agent")]
async fn with_role(world: &mut World, step: &Step) -> Outcome {
    let role = world.make_task_role(&PROTECTION).await?;
    service(world, Some(role), step).await
}

#[given("a service whose task has a role that allows nothing, and makes these calls to its agent")]
async fn with_useless_role(world: &mut World, step: &Step) -> Outcome {
    let role = world.make_task_role(&[]).await?;
    service(world, Some(role), step).await
}

#[given("a service whose task has no role, and makes these calls to its agent")]
async fn without_role(world: &mut World, step: &Step) -> Outcome {
    service(world, None, step).await
}

#[given("a task of no service that makes these calls to its agent")]
async fn alone(world: &mut World, step: &Step) -> Outcome {
    let role = world.make_task_role(&PROTECTION).await?;
    let steps = steps(world, step)?;
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let definition = Definition {
        role: Some(role),
        ..Definition::default()
    };
    world.run_task(&definition, &steps).await
}

#[given("a task that calls an agent's address that is nobody's")]
async fn strange(world: &mut World) -> Outcome {
    let steps = [
        "call",
        "PUT",
        "other-agent/00000000-0000-4000-8000-000000000000/task-protection/v1/state",
        r#"{"ProtectionEnabled":true}"#,
    ];
    world.fleet.agent_calls = 1;
    world.run_task(&Definition::default(), &steps).await
}

#[given("ECS throttles every UpdateTaskProtection")]
async fn throttled(world: &mut World) -> Outcome {
    world
        .set_fault(&Fault::of("ecs", "UpdateTaskProtection", Effect::Throttle))
        .await
}

#[given("ECS does not answer UpdateTaskProtection")]
async fn silent(world: &mut World) -> Outcome {
    world
        .set_fault(&Fault::of("ecs", "UpdateTaskProtection", Effect::Hold))
        .await
}

#[then("its agent answers")]
async fn answers(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let (task, answers) = agent_answers(world).await?;
    for ((status, body), row) in answers.iter().zip(table.rows.iter().skip(1)) {
        let [expected_status, expected_body] = row.as_slice() else {
            return Err(Trouble::broken("the table has two columns, status and body"));
        };
        let expected: Value = serde_json::from_str(expected_body).or_broken("reading the expected body")?;
        if &status.to_string() != expected_status || !same(&expected, body, &arn_of(&task)) {
            return Err(Trouble::failed(format!(
                "expected {expected_status} {expected}, seen {status} {body}"
            )));
        }
    }
    Ok(())
}

#[then(
    regex = r"^(?:its agent answers|that call is answered) with status (\d+) and the (error|failure) (\S+)$"
)]
async fn answers_with(world: &mut World, status: u64, kind: String, code: String) -> Outcome {
    let (_, answers) = agent_answers(world).await?;
    let (seen_status, body) = answers.first().or_broken("the task made no call")?;
    let seen = match kind.as_str() {
        "error" => &body["error"]["Code"],
        _ => &body["failure"]["Reason"],
    };
    if *seen_status == status && *seen == code.as_str() {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it answers {seen_status} {body}")))
    }
}

async fn service(scenario: &mut Scenario, role: Option<String>, step: &Step) -> Outcome {
    let steps = steps(scenario, step)?;
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let definition = Definition {
        role,
        ..Definition::default()
    };
    scenario.make_service(&definition, &steps, 1).await?;
    let tasks = scenario.wait_for_running(1).await?;
    scenario.fleet.task = tasks.first().map(arn_of);
    Ok(())
}

/// What the probe has to do.
fn steps(scenario: &mut Scenario, step: &Step) -> Outcome<Vec<String>> {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let mut steps = Vec::new();
    for row in table.rows.iter().skip(1) {
        let [method, body] = row.as_slice() else {
            return Err(Trouble::broken("the table has two columns, method and body"));
        };
        steps.extend(["call".to_owned(), method.clone(), STATE.to_owned()]);
        if method != "GET" {
            steps.push(body.clone());
        }
    }
    scenario.fleet.agent_calls = table.rows.len().saturating_sub(1);
    steps.push("wait".to_owned());
    Ok(steps)
}

/// Waits for the answers to all calls that the scenario's task makes: status and body of each.
async fn agent_answers(scenario: &Scenario) -> Outcome<(Task, Vec<(u64, Value)>)> {
    let task = scenario.the_task().await.map_err(Trouble::broken)?;
    let stream = probe_stream(&arn_of(&task));
    let answers = scenario
        .wait(IN_TIME, LOOK, async || {
            let lines = scenario.log_lines(LOG_GROUP, &stream).await?;
            if lines.len() < scenario.fleet.agent_calls {
                return Err(format!("answers so far: {lines:?}"));
            }
            Ok(lines)
        })
        .await?;
    let answers = answers
        .iter()
        .map(|line| {
            let answer: Value = serde_json::from_str(line).or_broken(format!("reading `{line}`"))?;
            let status = answer["status"]
                .as_u64()
                .ok_or_else(|| Trouble::failed(format!("no answer: {answer}")))?;
            Ok((status, answer["body"].clone()))
        })
        .collect::<Outcome<_>>()?;
    Ok((task, answers))
}

/// Whether what was seen is what was expected; `<the task>` is its ARN, `<in n minutes>` a point in time.
fn same(expected: &Value, seen: &Value, task: &str) -> bool {
    match (expected, seen) {
        (Value::Object(expected), Value::Object(seen)) => {
            expected.len() == seen.len()
                && expected
                    .iter()
                    .all(|(key, value)| seen.get(key).is_some_and(|seen| same(value, seen, task)))
        }
        (Value::String(expected), Value::String(seen)) if expected == "<the task>" => seen == task,
        (Value::String(expected), Value::String(seen)) => match minutes(expected) {
            Some(minutes) => OffsetDateTime::parse(seen, &Rfc3339).is_ok_and(|time| {
                (time - (OffsetDateTime::now_utc() + Duration::minutes(minutes))).abs() < TOLERANCE
            }),
            None => expected == seen,
        },
        (expected, seen) => expected == seen,
    }
}

fn minutes(text: &str) -> Option<i64> {
    text.strip_prefix("<in ")?.strip_suffix(" minutes>")?.parse().ok()
}
