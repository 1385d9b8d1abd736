//! Publishing, and the notifications that arrive.

use conformance::matching::{Field, notification};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{then, when};

use super::patience::{LOOK, SOON};
use super::queues::receive;
use crate::world::{Scenario, Sent, World};

#[when(expr = "{string} is published to the topic {string}")]
async fn publish_to(world: &mut World, message: String, topic: String) -> Outcome {
    publish(world, message, &topic).await
}

/// Publishes to a topic of the scenario's, and remembers what was sent.
pub(crate) async fn publish(world: &mut Scenario, message: String, topic: &str) -> Outcome {
    let request = world
        .account
        .sns
        .publish()
        .topic_arn(world.topic(topic)?)
        .message(&message);
    let published = request.send().await.or_broken("publishing to the topic")?;
    let id = published.message_id.or_broken("publishing gave no message id")?;
    world.sent.push(Sent {
        id,
        body: message,
        attribute: None,
    });
    Ok(())
}

#[then("the queue holds one message, an SNS notification with these fields")]
async fn holds_a_notification(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let expected = table
        .rows
        .iter()
        .skip(1)
        .map(|row| match row.as_slice() {
            [name, value] => Ok((name.clone(), field(world, value)?)),
            _ => Err(Trouble::broken("the table has two columns, field and value")),
        })
        .collect::<Outcome<Vec<_>>>()?;
    let queue = world.service()?.queue();
    let messages = world
        .wait(SOON, LOOK, async || match receive(&world.account, queue).await {
            Ok(messages) if messages.is_empty() => Err("the queue is empty".to_owned()),
            Ok(messages) => Ok(messages),
            Err(error) => Err(error.to_string()),
        })
        .await?;
    match messages.as_slice() {
        [message] => notification(message.body().unwrap_or_default(), &expected).map_err(Trouble::failed),
        several => Err(Trouble::failed(format!(
            "expected one message, seen {}",
            several.len()
        ))),
    }
}

/// What a cell of the table stands for: itself, or in brackets a form.
fn field(scenario: &Scenario, cell: &str) -> Outcome<Field> {
    let only_topic = || {
        scenario
            .topics
            .values()
            .next()
            .cloned()
            .or_broken("the scenario has no topic")
    };
    Ok(match cell {
        "(the id that publishing returned)" => Field::Is(scenario.last_sent()?.id.clone()),
        "(the ARN of the topic \"ping\")" => Field::Is(scenario.topic("ping")?.to_owned()),
        "(a time in UTC, to the millisecond)" => Field::Time,
        "(Base64)" => Field::Base64,
        "(the URL of a .pem file)" => Field::Certificate,
        "(a URL with the subscription's ARN)" => Field::Unsubscribe(only_topic()?),
        form if form.starts_with('(') => return Err(Trouble::broken(format!("there is no form {form}"))),
        text => Field::Is(text.to_owned()),
    })
}
