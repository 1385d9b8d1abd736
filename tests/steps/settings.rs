//! Settings that are missing or unusable.

use std::collections::BTreeMap;

use conformance::trouble::{Outcome, Trouble};
use cucumber::{then, when};

use super::names::ProgramName;
use super::workers::LOG_CONSUMER;
use crate::world::{MISSING, Metric, REGION, Service, World, paced_consumer, ping};

#[when(regex = r#"^a worker is started with (\S+) (missing|".*")$"#)]
async fn start_worker(world: &mut World, setting: String, value: String) -> Outcome {
    let queue = format!(
        "{}queue/{REGION}/{}/messages",
        world.environment.endpoint_of_programs, world.account.id
    );
    let mut environment: BTreeMap<String, String> = [("QUEUE_URI", queue.as_str()), ("QUEUE_REGION", REGION)]
        .map(owned)
        .into();
    if setting == "QUEUE_REGION" {
        // It would do instead.
        environment.insert("AWS_REGION".to_owned(), MISSING.to_owned());
    }
    environment.insert(setting, given(&value));
    world.start_worker("worker", &LOG_CONSUMER, environment).await
}

#[when(regex = r#"^the publisher is started with (\S+) (missing|".*")$"#)]
async fn start_publisher(world: &mut World, setting: String, value: String) -> Outcome {
    let mut environment = ping("ping", &format!("arn:aws:sns:{REGION}:{}:ping", world.account.id));
    environment.insert(setting, given(&value));
    world.start_worker("publisher", &["ping"], environment).await
}

#[when(regex = r#"^a (job consumer|WebSocket server) is started with (\S+) (missing|".*")$"#)]
async fn start_protected(world: &mut World, what: String, setting: String, value: String) -> Outcome {
    // Nobody listens there: it is told before anyone is asked.
    let agent = ("ECS_AGENT_URI", "http://127.0.0.1:9/api/task");
    let queue = format!(
        "{}queue/{REGION}/{}/jobs",
        world.environment.endpoint_of_programs, world.account.id
    );
    let (profile, own) = match what.as_str() {
        "job consumer" => ("job-consumer", ("COPILOT_QUEUE_URI", queue.as_str())),
        _ => ("websocket-server", ("PORT", "0")),
    };
    let mut environment: BTreeMap<String, String> = [agent, own, ("QUEUE_REGION", REGION)].map(owned).into();
    environment.insert(setting, given(&value));
    world.start_worker("worker", &[profile], environment).await
}

#[when(regex = r#"^a paced consumer is started with (\S+) (missing|".*")$"#)]
async fn start_paced(world: &mut World, setting: String, value: String) -> Outcome {
    let service = Service::new(
        "tracked",
        [("QueueName".to_owned(), "messages.fifo".to_owned())].into(),
    );
    let mut environment = paced_consumer(&service, &Metric::default());
    environment.insert(setting, given(&value));
    world
        .start_worker("worker", &["paced-consumer"], environment)
        .await
}

#[when(
    expr = "a worker is started for a queue that does not exist, which it waits for at most {int} seconds"
)]
async fn start_for_no_queue(world: &mut World, seconds: u64) -> Outcome {
    let queue = format!(
        "{}queue/{REGION}/{}/nowhere",
        world.environment.endpoint_of_programs, world.account.id
    );
    let environment = [
        ("QUEUE_URI", queue.as_str()),
        ("QUEUE_REGION", REGION),
        ("QUEUE_MISSING_TIMEOUT", &format!("{seconds}s")),
    ]
    .map(owned)
    .into();
    world.start_worker("worker", &LOG_CONSUMER, environment).await
}

#[then(regex = r"^the (worker|publisher) has printed one line on stderr, which names (\S+)$")]
async fn one_line(world: &mut World, program: String, setting: String) -> Outcome {
    let stderr = world.program(&program)?.transcript().stderr();
    match stderr.trim_end().lines().collect::<Vec<_>>().as_slice() {
        [line] if line.contains(&setting) => Ok(()),
        _ => Err(Trouble::failed(format!(
            "expected one line that names {setting}, seen:\n{stderr}"
        ))),
    }
}

#[then(expr = "the {program} has named the queue on stderr")]
async fn named_queue(world: &mut World, program: ProgramName) -> Outcome {
    let stderr = world.program(&program.0)?.transcript().stderr();
    if stderr.contains("/nowhere") {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "expected the queue's URL, seen:\n{stderr}"
        )))
    }
}

fn given(value: &str) -> String {
    match value {
        "missing" => MISSING.to_owned(),
        quoted => quoted
            .trim_start_matches('"')
            .strip_suffix('"')
            .unwrap_or(quoted)
            .to_owned(),
    }
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
