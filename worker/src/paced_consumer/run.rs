//! From its settings to its end.

use command_line::Shutdown;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::task::AbortOnDropHandle;
use tracing::{info, warn};

use super::Options;
use super::cloudwatch::CloudWatch;
use super::handler::PacedConsumer;
use super::publisher::Publisher;
use crate::output::Output;
use crate::polling::{self, Sqs, Stop};
use crate::protection::{Event, ProtectionManager};
use crate::{Error, aws};

/// Works on messages until a stop is asked for. What was measured is published before it ends.
///
/// # Errors
/// A setting is unusable, or the queue could not be used for too long.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let queue = options.queue()?;
    let metric = options.metric(&queue)?;
    let delay = options.metric_delay()?;
    let region = options.region.read()?;
    let settings = options.polling()?;
    let protection = options.protection()?;
    let config = aws::load(&region, options.aws.endpoint()?).await?;
    let output = Output::stdout().map_err(command_line::refused("a thread for stdout"))?;
    let stop = Stop::new(shutdown, settings.stop_timeout);
    let protection = protection
        .map(|(settings, agent)| ProtectionManager::start(settings, agent))
        .transpose()
        .map_err(command_line::refused("a thread for task protection"))?;
    info!(
        "durations are published as {} in {}, Type {}, QueueName {}",
        metric.name, metric.namespace, metric.kind, metric.queue
    );

    let _telling = protection
        .as_ref()
        .map(|protection| AbortOnDropHandle::new(tokio::spawn(tell_rejections(protection.subscribe()))));

    let (measurements, publisher) = Publisher::start(CloudWatch::new(&config, metric), delay, stop.clone());
    let longest = Options::longest(&settings);
    let consumer = PacedConsumer::new(measurements, output, longest, protection);
    let queue = Sqs::new(polling::client(&config), queue);
    let outcome = polling::run([queue], consumer, settings, stop).await;
    publisher.close().await;
    Ok(outcome?)
}

/// Work goes on all the same: nothing is lost with the task, only time.
async fn tell_rejections(mut events: Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::Rejected { rejection, .. }) => {
                warn!(
                    "task protection is rejected: {rejection}; a scale-in may stop this task while it works"
                );
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
