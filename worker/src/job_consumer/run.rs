//! From its settings to its end.

use std::pin::pin;

use command_line::Shutdown;
use tokio_util::task::AbortOnDropHandle;
use tracing::error;

use super::{JobConsumer, Options};
use crate::output::Output;
use crate::polling::{self, Sqs, Stop};
use crate::protection::{Event, ProtectionManager};
use crate::{Error, aws, farewell};

/// Works on jobs until a stop is asked for, or protection is rejected: then the jobs in hand are finished first.
///
/// # Errors
/// A setting is unusable, or the queue could not be used for too long.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let queue = options.queue()?;
    let agent = options.protection.agent()?;
    let region = options.region.read()?;
    let polling = options.polling()?;
    let protection = options.protection.read()?;
    let longest = options.longest_job()?;
    let config = aws::load(&region, options.aws.endpoint()?).await?;
    let output = Output::stdout().map_err(command_line::refused("a thread for stdout"))?;
    let protection = ProtectionManager::start(protection, agent)
        .map_err(command_line::refused("a thread for task protection"))?;
    let stop = Stop::new(shutdown.clone(), polling.stop_timeout);
    let mut farewell = AbortOnDropHandle::new(tokio::spawn(farewell::say(shutdown.clone(), output.clone())));
    let mut events = protection.subscribe();

    let consumer = JobConsumer::new(protection, output, longest, stop.clone());
    let queue = Sqs::new(polling::client(&config), queue);
    let outcome = {
        let mut working = pin!(polling::run([queue], consumer, polling, stop.clone()));
        loop {
            tokio::select! {
                outcome = &mut working => break outcome,
                Ok(event) = events.recv() => heed(&event, &stop),
            }
        }
    };
    while let Ok(event) = events.try_recv() {
        heed(&event, &stop);
    }
    if shutdown.is_requested() {
        // An idle worker is done before it has said so.
        tokio::select! {
            _ = &mut farewell => {}
            () = stop.last_moment() => {}
        }
    }
    Ok(outcome?)
}

/// A task that ECS does not protect takes no more jobs; the one in hand is finished all the same.
fn heed(event: &Event, stop: &Stop) {
    if let Event::Rejected { rejection, .. } = event {
        error!("task protection is rejected: {rejection}; will quit when all work is done");
        stop.wind_down();
    }
}
