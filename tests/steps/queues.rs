//! The queue and its dead-letter queue, as the suite itself sees them.

use std::fmt;
use std::time::Duration;

use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};
use conformance::programs::Signal;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};

use super::messages::send_many;
use super::patience::{LOOK, SOON};
use super::tasks::look::IN_TIME;
use crate::world::{Account, Scenario, World};

/// How many messages a queue holds, by its own attributes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    visible: u64,
    in_flight: u64,
    delayed: u64,
}

impl Counts {
    /// All together.
    pub(crate) fn total(self) -> u64 {
        self.visible + self.in_flight + self.delayed
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} visible, {} in flight, {} delayed",
            self.visible, self.in_flight, self.delayed
        )
    }
}

/// Asks a queue how many messages it holds.
pub(crate) async fn counts(account: &Account, queue: &str) -> Outcome<Counts> {
    let attributes = attributes(account, queue).await?;
    let count = |name: QueueAttributeName| {
        attributes
            .get(&name)
            .and_then(|text| text.parse().ok())
            .or_broken(format!("the queue has no {name}"))
    };
    Ok(Counts {
        visible: count(QueueAttributeName::ApproximateNumberOfMessages)?,
        in_flight: count(QueueAttributeName::ApproximateNumberOfMessagesNotVisible)?,
        delayed: count(QueueAttributeName::ApproximateNumberOfMessagesDelayed)?,
    })
}

/// Receives up to ten messages that are visible now, with their attributes; they stay hidden for a minute.
pub(crate) async fn receive(account: &Account, queue: &str) -> Outcome<Vec<Message>> {
    let received = account
        .sqs
        .receive_message()
        .queue_url(queue)
        .max_number_of_messages(10)
        .visibility_timeout(60)
        .message_attribute_names("All")
        .message_system_attribute_names(MessageSystemAttributeName::All)
        .send()
        .await
        .or_broken("receiving from the queue")?;
    Ok(received.messages.unwrap_or_default())
}

/// Takes all messages out of a queue.
pub(crate) async fn purge(account: &Account, queue: &str) -> Outcome {
    let purge = account.sqs.purge_queue().queue_url(queue);
    purge.send().await.or_broken("emptying the queue")?;
    Ok(())
}

#[then("the queue becomes empty")]
async fn becomes_empty(world: &mut World) -> Outcome {
    empty(world, world.service()?.queue()).await
}

#[then(expr = "the queues of {string} and {string} become empty")]
async fn both_become_empty(world: &mut World, first: String, second: String) -> Outcome {
    empty(world, world.service_named(&first)?.queue()).await?;
    empty(world, world.service_named(&second)?.queue()).await
}

#[then("the queue is empty")]
async fn is_empty(world: &mut World) -> Outcome {
    empty(world, world.service()?.queue()).await
}

#[then("the dead-letter queue is empty")]
async fn dead_letters_empty(world: &mut World) -> Outcome {
    empty(world, world.service()?.dead_letter_queue()).await
}

#[then(expr = "the dead-letter queue comes to hold {int} message(s)")]
async fn dead_letters_hold(world: &mut World, count: u64) -> Outcome {
    comes_to_hold(world, world.service()?.dead_letter_queue(), count, SOON).await
}

#[then("it has the body and the attribute that were sent")]
async fn unaltered(world: &mut World) -> Outcome {
    let sent = world.last_sent()?;
    let queue = world.service()?.dead_letter_queue();
    let received = world
        .wait(SOON, LOOK, async || match receive(&world.account, queue).await {
            Ok(received) if received.is_empty() => Err("the dead-letter queue gives nothing out".to_owned()),
            Ok(received) => Ok(received),
            Err(error) => Err(error.to_string()),
        })
        .await?;
    let message = received.first().or_broken("nothing was received")?;
    let body = message.body().unwrap_or_default();
    if body != sent.body {
        return Err(Trouble::failed(format!(
            "its body is `{body}`, sent was `{}`",
            sent.body
        )));
    }
    let attribute = message.message_attributes().and_then(|attributes| {
        let (name, _) = sent.attribute.as_ref()?;
        Some((name.clone(), attributes.get(name)?.string_value()?.to_owned()))
    });
    if attribute != sent.attribute {
        return Err(Trouble::failed(format!(
            "its attribute is {attribute:?}, sent was {:?}",
            sent.attribute
        )));
    }
    Ok(())
}

#[then(expr = "the dead-letter queue keeps messages for {int} days")]
async fn retention(world: &mut World, days: u64) -> Outcome {
    let attributes = attributes(&world.account, world.service()?.dead_letter_queue()).await?;
    let seconds = attributes
        .get(&QueueAttributeName::MessageRetentionPeriod)
        .map(String::as_str);
    let expected = (days * 24 * 60 * 60).to_string();
    if seconds == Some(expected.as_str()) {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "expected {expected} seconds, seen {seconds:?}"
        )))
    }
}

#[then(expr = "the queue sends messages there after {int} receives")]
async fn redrive_policy(world: &mut World, receives: u64) -> Outcome {
    let service = world.service()?;
    let attributes = attributes(&world.account, service.queue()).await?;
    let policy = attributes
        .get(&QueueAttributeName::RedrivePolicy)
        .or_broken("the queue has no redrive policy")?;
    let policy: serde_json::Value = serde_json::from_str(policy).or_broken("reading the redrive policy")?;
    // CloudFormation may have made a text of the number.
    let count = policy["maxReceiveCount"].to_string();
    let count = count.trim_matches('"');
    if count != receives.to_string() || policy["deadLetterTargetArn"] != service.dead_letter_queue_arn() {
        return Err(Trouble::failed(format!("the redrive policy is {policy}")));
    }
    Ok(())
}

#[given(expr = "{int} messages that a failing worker has left in the dead-letter queue")]
async fn dead_lettered(world: &mut World, count: usize) -> Outcome {
    send_many(
        world,
        (1..=count).map(|number| format!("poison {number}")).collect(),
    )
    .await?;
    super::workers::start_failing(world, "second worker", "poison", 0).await?;
    let dead = world.service()?.dead_letter_queue();
    comes_to_hold(world, dead, count as u64, IN_TIME).await?;
    // Not killed: SQS would go on with a poll in flight, and hide what it brings from the next worker.
    let failing = world.program("second worker")?;
    failing
        .signal(Signal::Terminate)
        .await
        .or_broken("stopping the failing worker")?;
    let ended = failing.wait(SOON).await;
    ended
        .map(drop)
        .ok_or_else(|| Trouble::failed("the failing worker does not stop"))
}

#[when("the dead-letter queue is redriven")]
async fn redrive(world: &mut World) -> Outcome {
    let request = world
        .account
        .sqs
        .start_message_move_task()
        .source_arn(world.service()?.dead_letter_queue_arn());
    request.send().await.or_broken("starting the redrive")?;
    Ok(())
}

async fn attributes(
    account: &Account,
    queue: &str,
) -> Outcome<std::collections::HashMap<QueueAttributeName, String>> {
    let request = account
        .sqs
        .get_queue_attributes()
        .queue_url(queue)
        .attribute_names(QueueAttributeName::All);
    let answer = request
        .send()
        .await
        .or_broken("asking for the queue's attributes")?;
    answer.attributes.or_broken("the queue has no attributes")
}

async fn empty(scenario: &Scenario, queue: &str) -> Outcome {
    comes_to_hold(scenario, queue, 0, SOON).await
}

pub(crate) async fn comes_to_hold(scenario: &Scenario, queue: &str, count: u64, within: Duration) -> Outcome {
    scenario
        .wait(within, LOOK, async || {
            let counts = counts(&scenario.account, queue)
                .await
                .map_err(|error| error.to_string())?;
            if counts.total() == count {
                Ok(())
            } else {
                Err(counts.to_string())
            }
        })
        .await
}
