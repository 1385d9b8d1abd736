//! Services of workers that work, and a load that is the same all the time.

use std::time::Duration;

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};
use serde_json::json;
use time::OffsetDateTime;
use tokio::time::{MissedTickBehavior, interval};

use super::deploy::{COOLDOWN, TARGET_TRACKING};
use super::machine::since_1970;
use super::metrics::PERIOD;
use super::predicted::Load;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{SUBNET, Scenario, Sent, World};

/// The profile of the tasks.
const PROFILE: &str = "paced-consumer";

/// A task that is stopped while it waits for messages gives back at once what comes then: nobody has worked on that.
const AT_ONCE: time::Duration = time::Duration::seconds(10);

#[given(
    regex = r"^a service of (\d+) paced consumers?, for an acceptable delay of (\d+) seconds and messages of up to ([\d.]+) seconds?$"
)]
async fn consumers(world: &mut World, count: u32, delay: f64, longest: f64) -> Outcome {
    let images = world.environment.tasks.clone();
    let target = (delay / longest).to_string();
    let count = count.to_string();
    let parameters = [
        ("Image", images.worker.as_str()),
        ("Command", images.worker_arguments(PROFILE)),
        ("ScalerImage", &images.scaler),
        ("SubnetId", SUBNET),
        ("TargetState", "DISABLED"),
        ("InitialTarget", &target),
        ("ScaleOutCooldown", COOLDOWN),
        ("ScaleInCooldown", COOLDOWN),
        // Whatever is in hand is finished.
        ("StopTimeout", "60"),
    ];
    world.deploy_running(TARGET_TRACKING, &count, &parameters).await?;
    world.fleet.load = Some(Load {
        delay,
        longest,
        tasks: count.parse().or_broken("reading the count")?,
        ..Load::default()
    });
    Ok(())
}

#[when(
    expr = "{int} messages of {float} seconds arrive each second for {int} seconds, and then one of {int} seconds"
)]
async fn arrive(world: &mut World, rate: u32, duration: f64, seconds: u32, long: u32) -> Outcome {
    send_all(world, rate, duration, seconds).await?;
    send(world, long.into()).await
}

/// A count that swings does both within that time. One that has settled may still be put right, in one direction: how soon
/// what waited at first is worked off depends on the machine.
#[then(expr = "in the last {int} of these seconds the desired count did not go both up and down")]
async fn settled(world: &mut World, seconds: f64) -> Outcome {
    let load = world.load()?.clone();
    let (from, to) = (load.ended() - seconds, load.ended());
    let counts = world.counts().await?;
    let before = std::iter::once(load.tasks).chain(counts.iter().map(|(_, count)| *count));
    let (mut up, mut down) = (false, false);
    for (before, (at, count)) in before.zip(&counts) {
        if (from..=to).contains(at) {
            up |= *count > before;
            down |= *count < before;
        }
    }
    if up && down {
        Err(Trouble::failed(format!(
            "from {from} to {to} s since 1970 it swings: {counts:?}"
        )))
    } else {
        Ok(())
    }
}

#[then(expr = "none of the messages of the last {int} seconds waited longer than {int} seconds")]
async fn waited(world: &mut World, last: f64, seconds: f64) -> Outcome {
    // The last may have come just now. That it waits too long is seen below, when it no longer does.
    let ledger = world
        .wait_for_calls(IN_TIME, |_| {
            let ledger = world.ledger();
            let unseen = |sent: &&Sent| ledger.of(&sent.id).receives.is_empty();
            match world.sent.iter().find(unseen) {
                Some(sent) => Err(format!("nobody has received {}", sent.body)),
                None => Ok(ledger),
            }
        })
        .await?;
    let mut longest: f64 = 0.0;
    let load = world.load()?;
    let from = load.ended() - last;
    for (sent, at) in world.sent.iter().zip(&load.sent) {
        if *at < from {
            continue;
        }
        let story = ledger.of(&sent.id);
        let receive = story.receives.first().or_broken("a message was not received")?;
        let waited = since_1970(receive.0) - at;
        longest = longest.max(waited);
    }
    if longest <= seconds {
        Ok(())
    } else {
        Err(Trouble::failed(format!("one waited for {longest:.1} s")))
    }
}

#[then("no message was worked on twice")]
async fn once(world: &mut World) -> Outcome {
    let ledger = world.ledger();
    for sent in &world.sent {
        let story = ledger.of(&sent.id);
        let given_back = |at: OffsetDateTime, by: &str| {
            let changes = story.visibility.iter().filter(|change| change.by == by);
            let mut after = changes.filter(|change| change.at > at && change.at < at + AT_ONCE);
            after.any(|change| change.seconds == 0)
        };
        let receives = story.receives.iter();
        let worked_on = receives.filter(|(at, by)| !given_back(*at, by)).count();
        if worked_on != 1 {
            return Err(Trouble::failed(format!(
                "{} was worked on {worked_on} times: {story:?}",
                sent.body
            )));
        }
    }
    Ok(())
}

/// Sends them equally spaced, from where a period begins, as the simulation has it.
async fn send_all(world: &mut World, rate: u32, duration: f64, seconds: u32) -> Outcome {
    let period = f64::from(PERIOD);
    let now = since_1970(OffsetDateTime::now_utc());
    let begin = (now / period).ceil() * period;
    tokio::time::sleep(Duration::from_secs_f64(begin - now)).await;
    {
        let load = world.fleet.load.as_mut().or_broken("there is no load")?;
        load.begun = begin;
        load.rate = rate;
        load.duration = duration;
        load.seconds = seconds;
    }
    let mut ticks = interval(Duration::from_secs(1) / rate);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for _ in 0..rate * seconds {
        ticks.tick().await;
        send(world, duration).await?;
    }
    Ok(())
}

async fn send(world: &mut World, duration: f64) -> Outcome {
    let number = world.sent.len();
    let body = json!({"id": number, "duration": duration}).to_string();
    let queue = world.service()?.queue().to_owned();
    let sending = world.account.sqs.send_message().queue_url(queue);
    let answer = sending
        .message_body(&body)
        .message_group_id(number.to_string())
        .send()
        .await
        .or_broken("sending a message")?;
    let at = since_1970(OffsetDateTime::now_utc());
    world
        .fleet
        .load
        .as_mut()
        .or_broken("there is no load")?
        .sent
        .push(at);
    world.sent.push(Sent {
        id: answer.message_id.or_broken("sending gave no message id")?,
        body,
        attribute: None,
    });
    Ok(())
}

impl Scenario {
    /// The load that the scenario has made.
    pub(super) fn load(&self) -> Outcome<&Load> {
        self.fleet.load.as_ref().or_broken("the scenario has no load")
    }
}
