//! Messages that say how long they take, in groups.

use std::collections::BTreeSet;

use conformance::calls::Story;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{given, then, when};

use crate::steps::patience::{LOOK, SOON};
use crate::steps::queues::receive;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Scenario, Sent, Work, World};

#[given("these messages are sent to the FIFO queue")]
#[when("these messages are sent to the FIFO queue")]
async fn send(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    for row in &table.rows {
        match row.as_slice() {
            [group, body] if (group.as_str(), body.as_str()) == ("group", "message") => {}
            [group, body] => send_one(world, group, body).await?,
            _ => return Err(Trouble::broken("the table has two columns, group and message")),
        }
    }
    Ok(())
}

/// Sends it as it is, so that SQS makes its deduplication id of its content.
async fn send_one(scenario: &mut Scenario, group: &str, body: &str) -> Outcome {
    let sending = scenario
        .account
        .sqs
        .send_message()
        .queue_url(scenario.service()?.queue())
        .message_group_id(group)
        .message_body(body);
    let sent = sending.send().await.or_broken("sending the message")?;
    let id = sent.message_id.or_broken("sending gave no message id")?;
    scenario.sent.push(Sent {
        id: id.clone(),
        body: body.to_owned(),
        attribute: None,
    });
    scenario.tracked.work.push(Work {
        id,
        group: group.to_owned(),
        body: body.to_owned(),
    });
    Ok(())
}

#[then("the worker has received it")]
async fn received(world: &mut World) -> Outcome {
    let id = world.last_sent()?.id.clone();
    world
        .wait_for_calls(IN_TIME, |_| match world.ledger().of(&id).receives.len() {
            0 => Err("nobody has received it".to_owned()),
            _ => Ok(()),
        })
        .await
}

#[then(expr = "{int} message(s) come(s) to be deleted")]
async fn deleted(world: &mut World, count: usize) -> Outcome {
    // They take their time, and some are tried several times before others' turn comes.
    world
        .wait_for_calls(IN_TIME, |_| {
            let deleted = stories(world)
                .into_iter()
                .filter(|(_, story)| !story.deletions.is_empty())
                .count();
            if deleted == count {
                Ok(())
            } else {
                Err(format!("{deleted} are deleted"))
            }
        })
        .await
}

#[then("it can be received at once")]
async fn given_back(world: &mut World) -> Outcome {
    let id = world.last_sent()?.id.clone();
    let queue = world.service()?.queue().to_owned();
    // The worker may have ended before SQS had done what it asked for last. What it keeps stays hidden for longer.
    world
        .wait(SOON, LOOK, async || {
            let received = receive(&world.account, &queue).await;
            let received = received.map_err(|trouble| trouble.to_string())?;
            if received.iter().any(|message| message.message_id() == Some(&id)) {
                Ok(())
            } else {
                Err("the queue does not give it out".to_owned())
            }
        })
        .await
}

#[then("nothing was deleted")]
async fn none_deleted(world: &mut World) -> Outcome {
    let deleted = stories(world)
        .into_iter()
        .filter(|(_, story)| !story.deletions.is_empty());
    match deleted.map(|(work, _)| work.body).next() {
        None => Ok(()),
        Some(body) => Err(Trouble::failed(format!("`{body}` was deleted"))),
    }
}

#[then("no message was received more than once")]
async fn once(world: &mut World) -> Outcome {
    let repeated: Vec<String> = stories(world)
        .into_iter()
        .filter(|(_, story)| story.receives.len() > 1)
        .map(|(work, story)| format!("`{}` {} times", work.body, story.receives.len()))
        .collect();
    if repeated.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(format!("received: {}", repeated.join(", "))))
    }
}

/// The messages in the order in which they were sent, each with what happened to it; without the duplicates that SQS
/// dropped.
pub(super) fn stories(scenario: &Scenario) -> Vec<(Work, Story)> {
    let ledger = scenario.ledger();
    let mut seen = BTreeSet::new();
    let mut stories = Vec::new();
    for work in &scenario.tracked.work {
        if seen.insert(work.id.clone()) {
            stories.push((work.clone(), ledger.of(&work.id)));
        }
    }
    stories
}
