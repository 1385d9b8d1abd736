//! What the engine tells of all containers, through one subscription; and whether there is an engine.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bollard::errors::Error;
use bollard::models::{EventActor, EventMessage};
use bollard::query_parameters::{EventsOptionsBuilder, ListContainersOptionsBuilder};
use futures::{Stream, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::directory::Message;
use super::runtime::Shared;
use super::{engine, labels, reasons};
use crate::instance::LABEL;

/// How long an engine may be away before its tasks are given up: one that is restarted with its containers kept
/// alive is back sooner.
const PATIENCE: Duration = Duration::from_secs(3);

/// Between two tries to reach it.
const PAUSE: Duration = Duration::from_millis(250);

/// How often the engine is asked what it may have failed to tell.
const LOOK: Duration = Duration::from_secs(10);

/// Follows the engine for ever.
pub(super) async fn follow(shared: Arc<Shared>) {
    // What happens between the subscription's being asked for and its being there is told afterwards.
    let mut since = now();
    loop {
        let why = listen(&shared, &mut since).await;
        tracing::debug!("the engine's events have ended: {why}");
        if !returns_within(&shared, PATIENCE).await {
            tracing::warn!("the Docker engine is gone: {why}");
            shared.directory.tell_all(&Message::Gone(reasons::gone(&why)));
            shared.networks.doubt();
            while !returns_within(&shared, PATIENCE).await {
                // Those that were started in the meantime.
                shared.directory.tell_all(&Message::Gone(reasons::gone(&why)));
            }
            tracing::info!("the Docker engine is back");
        }
        shared.networks.doubt();
        shared.remove_left_behind().await;
        shared.networks.remove_left_behind(&shared).await;
    }
}

/// Passes on what the engine tells, until it stops telling; says why it has.
async fn listen(shared: &Arc<Shared>, since: &mut f64) -> String {
    let label = format!("{LABEL}={}", shared.settings.instance);
    let filters = HashMap::from([
        ("type", vec!["container".to_owned()]),
        ("label", vec![label]),
        ("event", ["die", "health_status"].map(str::to_owned).to_vec()),
    ]);
    let options = EventsOptionsBuilder::new()
        .since(&format!("{since:.9}"))
        .filters(&filters)
        .build();
    let events = shared.docker.events(Some(options));
    tokio::pin!(events);
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            event = next(&mut events) => match event {
                Ok(event) => {
                    if let Some(time) = event.time {
                        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^52")]
                        let time = time as f64;
                        *since = since.max(time);
                    }
                    pass_on(shared, event);
                }
                Err(why) => return why,
            },
            _ = looks.tick() => if let Err(error) = look(shared).await
                && reasons::is_gone(&error)
            {
                return reasons::words(&error);
            },
        }
    }
}

async fn next(
    events: &mut (impl Stream<Item = Result<EventMessage, Error>> + Unpin),
) -> Result<EventMessage, String> {
    match events.next().await {
        Some(Ok(event)) => Ok(event),
        Some(Err(error)) => Err(reasons::words(&error)),
        None => Err("it has closed the connection".to_owned()),
    }
}

fn pass_on(shared: &Arc<Shared>, event: EventMessage) {
    let (
        Some(action),
        Some(EventActor {
            id: Some(id),
            attributes,
        }),
    ) = (event.action, event.actor)
    else {
        return;
    };
    let attributes = attributes.unwrap_or_default();
    if action == "die" {
        if attributes
            .get(labels::ROLE)
            .is_some_and(|role| role == labels::RELAY)
        {
            let shared = shared.clone();
            tokio::spawn(async move { shared.networks.relay_died(&shared, &id).await });
            return;
        }
        let code = attributes.get("exitCode").and_then(|code| code.parse().ok());
        shared
            .directory
            .tell_of_container(&id, |index| Message::Died(index, code));
    } else if let Some(status) = action.strip_prefix("health_status: ") {
        let healthy = match status {
            "healthy" => true,
            "unhealthy" => false,
            _ => return,
        };
        shared
            .directory
            .tell_of_container(&id, |index| Message::Health(index, healthy));
    }
}

/// Finds containers of which no end was told: those that the engine does not count among the running.
async fn look(shared: &Shared) -> Result<(), Error> {
    let entered = shared.directory.containers();
    if entered.is_empty() {
        return engine_answers(shared).await;
    }
    let label = format!("{LABEL}={}", shared.settings.instance);
    let filters = HashMap::from([("label", vec![label]), ("status", vec!["running".to_owned()])]);
    let options = ListContainersOptionsBuilder::new().filters(&filters).build();
    let running = shared.docker.list_containers(Some(options)).await?;
    for id in entered {
        if !running.iter().any(|container| container.id.as_ref() == Some(&id)) {
            // Those that are being started are not examined yet.
            shared.directory.tell_of_container(&id, Message::Look);
        }
    }
    Ok(())
}

async fn engine_answers(shared: &Shared) -> Result<(), Error> {
    match engine::answers(&shared.docker).await {
        Ok(()) => Ok(()),
        Err(_) => Err(Error::RequestTimeoutError),
    }
}

/// Whether the engine answers within the time.
async fn returns_within(shared: &Shared, time: Duration) -> bool {
    let end = Instant::now() + time;
    loop {
        if engine::answers(&shared.docker).await.is_ok() {
            return true;
        }
        if Instant::now() + PAUSE > end {
            return false;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}
