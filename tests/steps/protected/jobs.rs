//! Jobs: sent, worked on, done.

use std::time::Duration;

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{then, when};

use super::asking::caller;
use crate::steps::messages::{send_many, send_one};
use crate::steps::patience::LOOK;
use crate::steps::queues::receive;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Scenario, World};

/// How much longer than its job a message may be in hand: its deletion, on a machine with other work. What it takes a job
/// for that is none is told by its log, and by the time that it takes at least.
const A_LITTLE: time::Duration = time::Duration::seconds(20);

#[when(expr = "a job of {int} milliseconds is sent")]
async fn send(world: &mut World, millis: u64) -> Outcome {
    send_one(world, millis.to_string(), None).await
}

#[when(expr = "{int} jobs of {int} milliseconds are sent")]
async fn send_several(world: &mut World, count: usize, millis: u64) -> Outcome {
    send_many(world, vec![millis.to_string(); count]).await
}

#[when(expr = "a job whose message says {string} is sent")]
async fn send_saying(world: &mut World, body: String) -> Outcome {
    let body = match body.as_str() {
        "(3 spaces)" => "   ".to_owned(),
        // All that SQS takes and no number has: controls, unassigned and private signs, a lone combining mark.
        "(binary)" => "\t\r\u{80}\u{e000}\u{fffd}\u{301}\u{10fffd}".to_owned(),
        _ => body,
    };
    send_one(world, body, None).await
}

#[when("the task works on the job")]
async fn works(world: &mut World) -> Outcome {
    // By the trace, which tells at once, and not by the log, which comes later.
    let id = world.last_sent()?.id.clone();
    world
        .wait_for_calls(IN_TIME, |_| {
            let story = world.ledger().of(&id);
            match (story.receives.len(), story.deletions.len()) {
                (0, _) => Err("nobody has received it".to_owned()),
                (_, 0) => Ok(()),
                _ => Err("it is done already".to_owned()),
            }
        })
        .await
}

#[when("the task polls")]
async fn polls(world: &mut World) -> Outcome {
    let caller = caller(world)?;
    world
        .wait_for_calls(IN_TIME, |calls| {
            let calls = calls.of(&caller);
            if calls.iter().any(|call| call.operation == "ReceiveMessage") {
                Ok(())
            } else {
                Err(format!("it has made {} other calls", calls.len()))
            }
        })
        .await
}

#[then(expr = "the task logs that it works for {int} milliseconds")]
async fn works_for(world: &mut World, millis: u64) -> Outcome {
    let line = format!("{} - Working for {millis} milliseconds", world.last_sent()?.id);
    world.wait_for_task_lines(vec![line]).await
}

#[then(expr = "the task works on {int} jobs at once")]
async fn at_once(world: &mut World, count: usize) -> Outcome {
    world
        .wait_for_calls(IN_TIME, |_| {
            let ledger = world.ledger();
            let stories: Vec<_> = world.sent.iter().map(|sent| ledger.of(&sent.id)).collect();
            let last_received = stories
                .iter()
                .filter_map(|story| story.receives.first())
                .map(|(at, _)| *at);
            let first_deleted = stories
                .iter()
                .filter_map(|story| story.deletions.first())
                .map(|(at, _)| *at);
            let received = stories.iter().filter(|story| !story.receives.is_empty()).count();
            match (last_received.max(), first_deleted.min()) {
                (Some(received), Some(deleted)) if deleted <= received => {
                    Err("one was done before the last was begun".to_owned())
                }
                _ if received == count => Ok(()),
                _ => Err(format!("{received} jobs in hand")),
            }
        })
        .await
}

#[then("the job is done")]
async fn done(world: &mut World) -> Outcome {
    done_once(world, IN_TIME).await
}

#[then("all jobs are done, each once")]
async fn all_done(world: &mut World) -> Outcome {
    // A backlog of a storm takes a while on two cores.
    done_once(world, 2 * IN_TIME).await
}

#[then(expr = "it took {int} milliseconds or a little longer")]
async fn took(world: &mut World, millis: i64) -> Outcome {
    world.recorded().await?;
    let story = world.ledger().of(&world.last_sent()?.id);
    let (Some((received, _)), Some((deleted, _))) = (story.receives.first(), story.deletions.first()) else {
        return Err(Trouble::broken("the job is not done"));
    };
    let (took, asked) = (*deleted - *received, time::Duration::milliseconds(millis));
    if (asked..asked + A_LITTLE).contains(&took) {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "it was deleted {:.3} s after it was received",
            took.as_seconds_f64()
        )))
    }
}

#[then(expr = "nobody else can receive it for {int} seconds")]
async fn hidden(world: &mut World, seconds: u64) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    let watching = Box::pin(async {
        let mut looks = tokio::time::interval(LOOK.0);
        loop {
            looks.tick().await;
            if let Some(message) = receive(&world.account, &queue).await?.first() {
                return Err(Trouble::failed(format!(
                    "`{}` could be received",
                    message.body().unwrap_or_default()
                )));
            }
        }
    });
    let watched = tokio::time::timeout(Duration::from_secs(seconds), watching);
    // It ends only with a message, or with the time.
    world
        .environment
        .standing
        .during(async { watched.await.unwrap_or(Ok(())) })
        .await
}

/// Waits until every job was received once, and deleted once.
async fn done_once(scenario: &Scenario, within: Duration) -> Outcome {
    if scenario.sent.is_empty() {
        return None.or_broken("the scenario has sent no job");
    }
    scenario
        .wait_for_calls(within, |_| {
            let ledger = scenario.ledger();
            let not_once: Vec<String> = scenario
                .sent
                .iter()
                .map(|sent| (sent, ledger.of(&sent.id)))
                .filter(|(_, story)| (story.receives.len(), story.deletions.len()) != (1, 1))
                .map(|(sent, story)| {
                    format!(
                        "{} received {} times, deleted {} times",
                        sent.id,
                        story.receives.len(),
                        story.deletions.len()
                    )
                })
                .collect();
            if not_once.is_empty() {
                Ok(())
            } else {
                let shown: Vec<_> = not_once.iter().take(5).cloned().collect();
                Err(format!(
                    "{} of {}: {}",
                    not_once.len(),
                    scenario.sent.len(),
                    shown.join("; ")
                ))
            }
        })
        .await
}
