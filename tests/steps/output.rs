//! What a program prints.

use std::time::Duration;

use conformance::matching::{contains_body, count_body, in_order};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{then, when};
use serde_json::Value;

use super::names::ProgramName;
use super::patience::SOON;
use crate::world::World;

const BODY: &str = "INFO: The message body: ";

#[then(expr = "the worker logs {string} followed by exactly that body")]
async fn logs_exactly(world: &mut World, prefix: String) -> Outcome {
    let body = world.last_sent()?.body.clone();
    world
        .wait_for_output("worker", SOON, |worker| {
            contains_body(&worker.transcript().stdout(), &prefix, body.as_bytes())
        })
        .await
}

#[then(expr = "the {program} logs the line {string}")]
async fn logs_line(world: &mut World, program: ProgramName, line: String) -> Outcome {
    expect_lines(world, &program.0, vec![line]).await
}

#[then("the worker logs these lines in this order")]
async fn logs_lines(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let queue = world.service()?.queue().to_owned();
    let lines = table
        .rows
        .iter()
        .flatten()
        .map(|line| line.replace("<the queue's URL>", &queue))
        .collect();
    expect_lines(world, "worker", lines).await
}

#[then(expr = "the worker logs a line that begins with {string}")]
async fn logs_beginning(world: &mut World, beginning: String) -> Outcome {
    expect_lines(world, "worker", vec![format!("{beginning}*")]).await
}

#[then(expr = "the worker has not logged a line that begins with {string}")]
async fn has_not_logged(world: &mut World, beginning: String) -> Outcome {
    let output = output(world, "worker")?;
    match output.lines().find(|line| line.starts_with(&beginning)) {
        None => Ok(()),
        Some(line) => Err(Trouble::failed(format!("it has logged `{line}`"))),
    }
}

#[then(expr = "the worker has logged the body {int} times")]
async fn logged_times(world: &mut World, times: usize) -> Outcome {
    let body = world.last_sent()?.body.clone();
    world
        .wait_for_output("worker", SOON, |worker| {
            match count_body(&worker.transcript().stdout(), BODY, body.as_bytes()) {
                count if count == times => Ok(()),
                count => Err(format!("it has logged it {count} times")),
            }
        })
        .await
}

#[then(expr = "the worker logs {int} notification(s) of {string}")]
async fn logs_notifications(world: &mut World, count: usize, message: String) -> Outcome {
    world
        .wait_for_output("worker", SOON, |worker| {
            let output = String::from_utf8_lossy(&worker.transcript().stdout()).into_owned();
            let bodies = output.lines().filter_map(|line| line.strip_prefix(BODY));
            let seen = bodies
                .filter_map(|body| serde_json::from_str::<Value>(body).ok())
                .filter(|body| body["Type"] == "Notification" && body["Message"] == message.as_str())
                .count();
            if seen == count {
                Ok(())
            } else {
                Err(format!("{seen} notifications of it so far"))
            }
        })
        .await
}

#[then(expr = "the worker logs each of the {int} messages once")]
async fn logs_each_once(world: &mut World, count: usize) -> Outcome {
    let bodies: Vec<String> = world.sent.iter().map(|sent| sent.body.clone()).collect();
    if bodies.len() != count {
        return Err(Trouble::broken(format!("{} messages were sent", bodies.len())));
    }
    world
        .wait_for_output("worker", SOON, |worker| {
            let output = worker.transcript().stdout();
            let wrong: Vec<_> = bodies
                .iter()
                .map(|body| (body, count_body(&output, BODY, body.as_bytes())))
                .filter(|(_, times)| *times != 1)
                .map(|(body, times)| format!("`{body}` {times} times"))
                .collect();
            if wrong.is_empty() {
                Ok(())
            } else {
                Err(format!("logged {}", wrong.join(", ")))
            }
        })
        .await
}

#[when(expr = "the worker has logged {int} messages")]
async fn has_logged_messages(world: &mut World, count: usize) -> Outcome {
    world
        .wait_for_output("worker", SOON, |worker| {
            let output = String::from_utf8_lossy(&worker.transcript().stdout()).into_owned();
            let seen = output.lines().filter(|line| line.starts_with(BODY)).count();
            if seen >= count {
                Ok(())
            } else {
                Err(format!("{seen} so far"))
            }
        })
        .await
}

#[then(expr = "the worker says that it deleted each of the {int} messages once")]
async fn says_deleted(world: &mut World, count: usize) -> Outcome {
    world
        .wait_for_output("worker", SOON, |worker| {
            let output = String::from_utf8_lossy(&worker.transcript().stdout()).into_owned();
            let said: Vec<_> = output
                .lines()
                .filter(|line| line.starts_with("INFO: Received and deleted message(s)"))
                .collect();
            if said.len() == count {
                Ok(())
            } else {
                Err(format!("it says so of {}", said.len()))
            }
        })
        .await
}

#[then("the worker says on stderr that a deletion was refused, and of which message")]
async fn says_refused(world: &mut World) -> Outcome {
    let sent = world
        .sent
        .iter()
        .find(|sent| sent.body.contains("stubborn"))
        .or_broken("no such message was sent")?;
    let id = sent.id.clone();
    world
        .wait_for_output("worker", SOON, |worker| {
            let stderr = worker.transcript().stderr();
            let told = stderr.lines().any(|line| line.contains(&id));
            if told {
                Ok(())
            } else {
                Err(format!("stderr says nothing of {id}:\n{stderr}"))
            }
        })
        .await
}

#[then(expr = "for {int} seconds the {program} logs nothing of {string}")]
async fn logs_nothing(world: &mut World, seconds: u64, program: ProgramName, text: String) -> Outcome {
    let program = world.program(&program.0)?;
    let quiet = || {
        let output = String::from_utf8_lossy(&program.transcript().stdout()).into_owned();
        match output.lines().find(|line| line.contains(&text)) {
            None => Ok(()),
            Some(line) => Err(format!("it has logged `{line}`")),
        }
    };
    world
        .observe(
            Duration::from_secs(seconds),
            program.transcript().changes(),
            quiet,
        )
        .await
}

async fn expect_lines(world: &World, program: &str, lines: Vec<String>) -> Outcome {
    world
        .wait_for_output(program, SOON, |program| {
            in_order(&String::from_utf8_lossy(&program.transcript().stdout()), &lines)
        })
        .await
}

fn output(world: &World, program: &str) -> Outcome<String> {
    Ok(String::from_utf8_lossy(&world.program(program)?.transcript().stdout()).into_owned())
}
