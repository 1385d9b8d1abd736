//! From its settings to its end.

use std::time::Duration;

use aws_sdk_sns::Client;
use command_line::{Schedule, Shutdown, duration};
use time::OffsetDateTime;
use tokio::time::{Instant, timeout};
use tracing::{error, info, warn};

use super::{Options, PublishError, greeting};
use crate::output::Output;
use crate::polling::CALLS;
use crate::settings::TopicArn;
use crate::{Error, aws};

/// A publish that is not answered within this time has failed, or nobody will ever know.
const ANSWER: Duration = Duration::from_secs(30);

/// Greets the topic, at once and then regularly until a stop is asked for; or once.
///
/// # Errors
/// A setting is unusable, or the one greeting could not be published. Of many, each is tried until the next is due.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let topic = options.topic()?;
    let every = options.interval()?;
    let config = aws::load(topic.region(), options.aws.endpoint()?).await?;
    let output = Output::stdout().map_err(command_line::refused("a thread for stdout"))?;
    let publisher = Publisher {
        client: Client::new(&config),
        topic,
        output,
    };
    if options.once {
        return tokio::select! {
            outcome = publisher.publish() => Ok(outcome?),
            () = shutdown.requested() => Ok(()),
        };
    }
    info!(
        "publishing to {}, every {}",
        publisher.topic,
        duration::show(every)
    );
    let mut schedule = Schedule::every(every, &shutdown);
    while schedule.due().await {
        tokio::select! {
            () = publisher.insist(Instant::now() + every) => {}
            () = shutdown.requested() => return Ok(()),
        }
    }
    Ok(())
}

struct Publisher {
    client: Client,
    topic: TopicArn,
    output: Output,
}

impl Publisher {
    /// Publishes one greeting and tells its id. The SDK tries a few times.
    async fn publish(&self) -> Result<(), PublishError> {
        let id = self.send().await?;
        self.tell(&id).await
    }

    /// Publishes one greeting and tells its id. It is tried until the next is due; an attempt that is under way then
    /// is waited for, since it may succeed.
    async fn insist(&self, next: Instant) {
        let mut failures = 0;
        let id = loop {
            let attempt = timeout(ANSWER, self.send()).await;
            let attempt = attempt
                .unwrap_or_else(|_| Err(self.failed(format!("no answer within {}", duration::show(ANSWER)))));
            match attempt {
                Ok(id) => break id,
                Err(error) => {
                    failures += 1;
                    let pause = CALLS.next(failures);
                    if Instant::now() + pause >= next {
                        error!("{error}; given up, for the next greeting is due");
                        return;
                    }
                    warn!("{error}; trying again in {:.1} s", pause.as_secs_f64());
                    tokio::time::sleep(pause).await;
                }
            }
        };
        if let Err(error) = self.tell(&id).await {
            // It has been published, and must not be again.
            error!("{error}");
        }
    }

    async fn send(&self) -> Result<String, PublishError> {
        let message = greeting(OffsetDateTime::now_utc());
        let request = self
            .client
            .publish()
            .topic_arn(self.topic.as_str())
            .message(message);
        let published = request
            .send()
            .await
            .map_err(|error| self.failed(command_line::one_line(&error)))?;
        Ok(published.message_id.unwrap_or_default())
    }

    async fn tell(&self, id: &str) -> Result<(), PublishError> {
        let line = format!("Published message: {id}.");
        self.output
            .lines(&[line.as_bytes()])
            .await
            .map_err(|error| self.failed(error))
    }

    fn failed(&self, reason: impl std::fmt::Display) -> PublishError {
        PublishError {
            topic: self.topic.to_string(),
            reason: reason.to_string(),
        }
    }
}
