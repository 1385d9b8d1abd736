//! The scheduled publisher.

use conformance::calls::{keeps_pace, none_early};
use conformance::matching::greeting;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};
use serde_json::Value;

use super::patience::{LOOK, SOON};
use super::queues::receive;
use super::tasks::look::IN_TIME;
use crate::world::{Sent, World, ping};

#[given(expr = "the publisher, publishing every second to the topic {string}")]
async fn each_second(world: &mut World, topic: String) -> Outcome {
    start(world, &topic, &["ping", "--every", "1s"]).await
}

#[given(expr = "the publisher, publishing to the topic {string}")]
async fn by_default(world: &mut World, topic: String) -> Outcome {
    start(world, &topic, &["ping"]).await
}

#[when(expr = "the publisher is run once for the topic {string}")]
async fn once(world: &mut World, topic: String) -> Outcome {
    start(world, &topic, &["ping", "--once"]).await
}

#[then(expr = "the queue comes to hold {int} notification(s) from the topic {string}")]
async fn holds_notifications(world: &mut World, count: usize, topic: String) -> Outcome {
    let arn = world.topic(&topic)?.to_owned();
    let queue = world.service()?.queue().to_owned();
    let mut found: Vec<Sent> = Vec::new();
    world
        .wait(SOON, LOOK, async || {
            let received = receive(&world.account, &queue)
                .await
                .map_err(|error| error.to_string())?;
            for message in received {
                let body: Value = serde_json::from_str(message.body().unwrap_or_default())
                    .map_err(|error| format!("a message is no notification: {error}"))?;
                if body["TopicArn"] != arn.as_str() {
                    return Err(format!("a message is from {}", body["TopicArn"]));
                }
                let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
                found.push(Sent {
                    id: text("MessageId"),
                    body: text("Message"),
                    attribute: None,
                });
            }
            if found.len() >= count {
                Ok(())
            } else {
                Err(format!("{} so far", found.len()))
            }
        })
        .await?;
    world.sent = found;
    Ok(())
}

#[then(
    regex = r#"^the message of each is of the form "Hello! Message <5 lowercase letters> sent at time <Weekday, Month DD YYYY, HH:MM:SS>"$"#
)]
async fn of_the_form(world: &mut World) -> Outcome {
    for sent in &world.sent {
        greeting(&sent.body).map_err(Trouble::failed)?;
    }
    Ok(())
}

#[then(expr = "the publisher has logged {string} for the id of each")]
async fn logged_ids(world: &mut World, line: String) -> Outcome {
    let lines: Vec<String> = world
        .sent
        .iter()
        .map(|sent| line.replace("<id>", &sent.id))
        .collect();
    world
        .wait_for_output("publisher", SOON, |publisher| {
            let output = String::from_utf8_lossy(&publisher.transcript().stdout()).into_owned();
            match lines
                .iter()
                .find(|line| !output.lines().any(|seen| seen == *line))
            {
                None => Ok(()),
                Some(line) => Err(format!("no line `{line}` in:\n{output}")),
            }
        })
        .await
}

/// So many publications show whether there are too many of them, although the start took a while.
const PUBLICATIONS: usize = 4;

#[then(expr = "the publications were {int} second(s) apart")]
async fn apart(world: &mut World, seconds: i64) -> Outcome {
    let interval = time::Duration::seconds(seconds);
    let publications = world
        .wait_for_calls(IN_TIME, |calls| {
            // One that failed is tried again, out of turn.
            let calls = calls.of("publisher").into_iter();
            let at: Vec<_> = calls
                .filter(|call| call.operation == "Publish" && call.succeeded())
                .map(|call| call.started)
                .collect();
            if at.len() < PUBLICATIONS {
                return Err(format!("there were {} publications", at.len()));
            }
            keeps_pace(interval, &at).map(|()| at)
        })
        .await?;
    let begun = world.program("publisher")?.begun;
    none_early(begun, interval, &publications).map_err(Trouble::failed)
}

#[then(expr = "the publisher says that it publishes every {int} minutes")]
async fn says_interval(world: &mut World, minutes: u64) -> Outcome {
    let told = format!("every {minutes}m");
    world
        .wait_for_output("publisher", SOON, |publisher| {
            let stderr = publisher.transcript().stderr();
            if stderr.contains(&told) {
                Ok(())
            } else {
                Err(format!("its log does not say `{told}`:\n{stderr}"))
            }
        })
        .await
}

async fn start(world: &mut World, topic: &str, arguments: &[&str]) -> Outcome {
    let arn = world.topic(topic).or_broken("starting the publisher")?.to_owned();
    world
        .start_worker("publisher", arguments, ping(topic, &arn))
        .await
}
