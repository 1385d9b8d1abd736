//! Sending messages straight to the queue, and what becomes of each.

use std::time::Duration;

use aws_sdk_sqs::types::{MessageAttributeValue, QueueAttributeName, SendMessageBatchRequestEntry};
use conformance::calls::{Ledger, Story};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};

use super::patience::{LOOK, SOON};
use super::queues::{comes_to_hold, receive};
use super::tasks::look::IN_TIME;
use crate::world::{Scenario, Sent, World, body};

#[when(expr = "the message {string} is sent to the queue")]
async fn send(world: &mut World, body: String) -> Outcome {
    send_one(world, body, None).await
}

#[when(expr = "the message {string} with the attribute {string} = {string} is sent to the queue")]
async fn send_with_attribute(world: &mut World, body: String, name: String, value: String) -> Outcome {
    send_one(world, body, Some((name, value))).await
}

#[when(regex = "^a message with (.+) is sent to the queue$")]
async fn send_described(world: &mut World, description: String) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    let name = QueueAttributeName::MaximumMessageSize;
    let request = world
        .account
        .sqs
        .get_queue_attributes()
        .queue_url(queue)
        .attribute_names(name.clone());
    let attributes = request
        .send()
        .await
        .or_broken("asking for the queue's size limit")?
        .attributes;
    let limit = attributes.and_then(|attributes| attributes.get(&name)?.parse().ok());
    let body = body(&description, limit.or_broken("the queue has no size limit")?)?;
    send_one(world, body, None).await
}

#[given(expr = "{int} messages in the queue")]
async fn backlog(world: &mut World, count: usize) -> Outcome {
    send_many(
        world,
        (1..=count).map(|number| format!("message {number}")).collect(),
    )
    .await
}

#[given(expr = "{int} messages in the queue, of which one contains {string}")]
async fn backlog_with_one(world: &mut World, count: usize, text: String) -> Outcome {
    // In the middle: neither the first nor the last of a batch.
    let body = |number| {
        if number == count / 2 {
            format!("a {text} message")
        } else {
            format!("message {number}")
        }
    };
    send_many(world, (1..=count).map(body).collect()).await
}

#[then(expr = "the worker deletes the {int} others")]
async fn others_deleted(world: &mut World, count: usize) -> Outcome {
    let others = others(world, count)?;
    world
        .wait_for_calls(SOON, |_| {
            let ledger = world.ledger();
            let left: Vec<_> = others
                .iter()
                .filter(|sent| ledger.of(&sent.id).deletions.is_empty())
                .collect();
            if left.is_empty() {
                Ok(())
            } else {
                Err(format!("not deleted: {}", bodies(left)))
            }
        })
        .await
}

#[then(expr = "each of the {int} others was received once")]
async fn others_received_once(world: &mut World, count: usize) -> Outcome {
    world.recorded().await?;
    received_once(world, &others(world, count)?)
}

#[then(expr = "each of the {int} messages was received once")]
async fn all_received_once(world: &mut World, count: usize) -> Outcome {
    expect_sent(world, count)?;
    world.recorded().await?;
    received_once(world, &world.sent)
}

#[then(expr = "{string} was received once")]
async fn one_received_once(world: &mut World, text: String) -> Outcome {
    world.recorded().await?;
    received_once(world, std::slice::from_ref(world.sent_with(&text)?))
}

#[then(expr = "the one that contains {string} is still in the queue")]
async fn still_there(world: &mut World, text: String) -> Outcome {
    comes_to_hold(world, world.service()?.queue(), 1, SOON).await?;
    world.recorded().await?;
    let sent = world
        .sent
        .iter()
        .find(|sent| sent.body.contains(&text))
        .or_broken("no such message was sent")?;
    match world.ledger().of(&sent.id).deletions.as_slice() {
        [] => Ok(()),
        _ => Err(Trouble::failed(format!("`{}` was deleted", sent.body))),
    }
}

#[then("the worker has extended the message's visibility")]
async fn extended(world: &mut World) -> Outcome {
    world.recorded().await?;
    let story = story_of_last(world)?;
    if story
        .visibility
        .iter()
        .any(|change| change.by == "worker" && change.seconds > 0)
    {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "no extension of its visibility was asked for: {story:?}"
        )))
    }
}

#[then(expr = "the last that the worker asked for the message's visibility is {int} second(s)")]
async fn last_visibility(world: &mut World, seconds: i64) -> Outcome {
    let id = world.last_sent()?.id.clone();
    world
        .wait_for_calls(SOON, |_| {
            let asked: Vec<i64> = world
                .ledger()
                .of(&id)
                .visibility
                .iter()
                .map(|change| change.seconds)
                .collect();
            if asked.last() == Some(&seconds) {
                Ok(())
            } else {
                Err(format!("asked for: {asked:?} seconds"))
            }
        })
        .await
}

#[then(expr = "the message comes back {int} seconds later, not before")]
async fn comes_back(world: &mut World, seconds: i64) -> Outcome {
    let id = world.last_sent()?.id.clone();
    let story = second_receive(world, &id).await?;
    let asked = story
        .visibility
        .iter()
        .rfind(|change| change.at < story.receives[1].0)
        .or_broken("nothing was asked for its visibility")?;
    if asked.seconds != seconds {
        return Err(Trouble::failed(format!(
            "before it came back, {} seconds were asked for last",
            asked.seconds
        )));
    }
    let away = (story.receives[1].0 - asked.at).as_seconds_f64();
    // SQS counts from when the call arrives, which is a little after it was made.
    let hidden = time::Duration::seconds(seconds).as_seconds_f64() - 0.1;
    if away >= hidden {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it came back after {away:.1} s")))
    }
}

#[then("the message is received a second time")]
async fn received_again(world: &mut World) -> Outcome {
    let id = world.last_sent()?.id.clone();
    second_receive(world, &id).await.map(drop)
}

/// A worker counts from when it has read what it received, and the gateway from when that has passed: a busy machine
/// stands still in between. It is less than what one heartbeat more would add.
const LATE: time::Duration = time::Duration::seconds(4);

#[then(expr = "it was hidden for no more than {int} seconds after the first receive")]
async fn hidden_no_more_than(world: &mut World, seconds: i64) -> Outcome {
    world.recorded().await?;
    let story = story_of_last(world)?;
    let (first, second) = (story.receives[0].0, story.receives[1].0);
    for change in story.visibility.iter().filter(|change| change.at < second) {
        let until =
            (change.at - first).as_seconds_f64() + time::Duration::seconds(change.seconds).as_seconds_f64();
        if until > (time::Duration::seconds(seconds) + LATE).as_seconds_f64() {
            return Err(Trouble::failed(format!(
                "an extension asked for it to be hidden until {until:.1} s after the first receive"
            )));
        }
    }
    if story.visibility.is_empty() {
        return Err(Trouble::failed("its visibility was not extended at all"));
    }
    Ok(())
}

#[then(expr = "{string} was logged and deleted, or can be received at once")]
async fn worked_on_or_given_back(world: &mut World, text: String) -> Outcome {
    let sent = world.sent_with(&text)?.clone();
    accounted_for(world, &[sent]).await
}

#[then(expr = "each of the {int} messages was either logged and deleted, or can be received at once")]
async fn all_accounted_for(world: &mut World, count: usize) -> Outcome {
    expect_sent(world, count)?;
    let sent = world.sent.clone();
    accounted_for(world, &sent).await
}

/// How long SQS may take to give out what was given back: the worker may have ended before it had done what it was asked
/// for last. What the worker keeps stays hidden for longer.
const GIVEN_BACK: Duration = Duration::from_secs(10);

/// Receives what can be received, and holds it and the worker's deletions against what was sent.
async fn accounted_for(world: &mut World, sent: &[Sent]) -> Outcome {
    world.recorded().await?;
    let output = String::from_utf8_lossy(&world.program("worker")?.transcript().stdout()).into_owned();
    let queue = world.service()?.queue().to_owned();
    let mut back = Vec::new();
    world
        .wait(GIVEN_BACK, LOOK, async || {
            loop {
                let received = receive(&world.account, &queue).await;
                let received = received.map_err(|trouble| trouble.to_string())?;
                if received.is_empty() {
                    break;
                }
                back.extend(received.into_iter().filter_map(|message| message.message_id));
            }
            let lost = lost(&world.ledger(), &output, &back, sent);
            if lost.is_empty() {
                Ok(())
            } else {
                Err(lost.join("\n"))
            }
        })
        .await
}

/// What is neither logged and deleted nor back in the queue, or is both.
fn lost(ledger: &Ledger, output: &str, back: &[String], sent: &[Sent]) -> Vec<String> {
    sent.iter()
        .filter_map(|sent| {
            let deleted = !ledger.of(&sent.id).deletions.is_empty();
            let logged = output
                .lines()
                .any(|line| line == format!("INFO: The message body: {}", sent.body));
            match (deleted, logged, back.contains(&sent.id)) {
                (true, true, false) | (false, _, true) => None,
                (true, false, _) => Some(format!("`{}` was deleted and not logged", sent.body)),
                (true, true, true) => Some(format!("`{}` was deleted and is there all the same", sent.body)),
                (false, _, false) => Some(format!(
                    "`{}` is neither deleted nor can it be received",
                    sent.body
                )),
            }
        })
        .collect()
}

async fn second_receive(scenario: &Scenario, id: &str) -> Outcome<Story> {
    scenario
        .wait_for_calls(IN_TIME, |_| {
            let story = scenario.ledger().of(id);
            match story.receives.len() {
                0 | 1 => Err(format!("received {} times", story.receives.len())),
                _ => Ok(story),
            }
        })
        .await
}

fn story_of_last(scenario: &Scenario) -> Outcome<Story> {
    Ok(scenario.ledger().of(&scenario.last_sent()?.id))
}

fn received_once(scenario: &Scenario, sent: &[Sent]) -> Outcome {
    let ledger = scenario.ledger();
    let wrong: Vec<_> = sent
        .iter()
        .map(|sent| (sent, ledger.of(&sent.id).receives.len()))
        .filter(|(_, count)| *count != 1)
        .map(|(sent, count)| format!("`{}` was received {count} times", sent.body))
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(wrong.join("\n")))
    }
}

/// The messages but the one that stands out.
fn others(scenario: &Scenario, count: usize) -> Outcome<Vec<Sent>> {
    let others: Vec<_> = scenario
        .sent
        .iter()
        .filter(|sent| sent.body.starts_with("message "))
        .cloned()
        .collect();
    if others.len() == count {
        Ok(others)
    } else {
        Err(Trouble::broken(format!("{} others were sent", others.len())))
    }
}

fn expect_sent(scenario: &Scenario, count: usize) -> Outcome {
    let sent = scenario.sent.len();
    if sent == count {
        Ok(())
    } else {
        Err(Trouble::broken(format!("{sent} messages were sent")))
    }
}

fn bodies<'sent>(sent: impl IntoIterator<Item = &'sent Sent>) -> String {
    sent.into_iter()
        .map(|sent| format!("`{}`", sent.body))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Sends one, and remembers it.
pub(crate) async fn send_one(
    scenario: &mut Scenario,
    body: String,
    attribute: Option<(String, String)>,
) -> Outcome {
    let mut request = scenario
        .account
        .sqs
        .send_message()
        .queue_url(scenario.service()?.queue())
        .message_body(&body);
    if let Some((name, value)) = &attribute {
        let value = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(value)
            .build();
        request = request.message_attributes(name, value.or_broken("making the attribute")?);
    }
    let sent = request.send().await.or_broken("sending the message")?;
    let id = sent.message_id.or_broken("sending gave no message id")?;
    scenario.sent.push(Sent { id, body, attribute });
    Ok(())
}

/// Sends them in batches of ten.
pub(crate) async fn send_many(scenario: &mut Scenario, bodies: Vec<String>) -> Outcome {
    let queue = scenario.service()?.queue().to_owned();
    for batch in bodies.chunks(10) {
        let entry = |(index, body): (usize, &String)| {
            SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(body)
                .build()
        };
        let entries = batch.iter().enumerate().map(entry).collect::<Result<Vec<_>, _>>();
        let entries = entries.or_broken("making the batch")?;
        let request = scenario
            .account
            .sqs
            .send_message_batch()
            .queue_url(&queue)
            .set_entries(Some(entries));
        let sent = request.send().await.or_broken("sending the batch")?;
        if !sent.failed().is_empty() {
            return Err(Trouble::broken(format!(
                "sending failed for {} messages",
                sent.failed().len()
            )));
        }
        for entry in sent.successful() {
            let body = entry
                .id()
                .parse::<usize>()
                .ok()
                .and_then(|index| batch.get(index));
            let body = body.or_broken("SQS names an entry that was not sent")?.clone();
            scenario.sent.push(Sent {
                id: entry.message_id().to_owned(),
                body,
                attribute: None,
            });
        }
    }
    Ok(())
}
