//! From its settings to its end: one run, or one after another.

use std::time::Duration;

use aws_client::QueueReference;
use command_line::Shutdown;
use command_line::output::Output;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use time::OffsetDateTime;
use tokio::time::Instant;
use tracing::info;

use super::aws::Aws;
use super::error::ProduceError;
use super::load::{self, Load};
use super::options::Options;
use super::record::Record;
use super::send::{Sender, Sent};
use crate::Error;
use crate::passes::{self, Failed};

/// Makes one run; or, where enabled, one at once and then regularly, until a stop is asked for.
///
/// # Errors
/// A setting is unusable or missing, or the one run failed. Of many, each that fails is told, and the next goes on.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let queue = options.queue()?;
    let load = options.load(&queue)?;
    let every = options.every()?;
    let limit = options.pass_timeout()?;
    let region = options.region()?;
    let endpoint = options.aws.endpoint()?;
    if !options.is_enabled()? {
        info!("off: nothing is sent; set PRODUCER_ENABLED, or --enabled, to 1 to send");
        return Ok(());
    }
    let record = options.record()?;
    let config = aws_client::load(&region, endpoint).await?;
    let mut producer = Producer {
        aws: Aws::new(&config, limit),
        queue,
        load,
        chance: Xoshiro256PlusPlus::seed_from_u64(fastrand::u64(..)),
        limit,
        record,
        output: Output::stdout().map_err(command_line::refused("a thread for stdout"))?,
        shutdown: shutdown.clone(),
    };
    let pass = async || producer.run().await.map_err(Failed::Told);
    Ok(passes::make(every, &shutdown, pass).await?)
}

/// What runs work with.
#[derive(Debug)]
struct Producer {
    aws: Aws,
    queue: QueueReference,
    load: Load,
    chance: Xoshiro256PlusPlus,
    /// How long a run may take.
    limit: Duration,
    record: Option<Record>,
    output: Output,
    shutdown: Shutdown,
}

impl Producer {
    /// Sends the messages of a run, and tells each that was sent.
    async fn run(&mut self) -> Result<(), ProduceError> {
        let begin = Instant::now();
        let shutdown = self.shutdown.clone();
        let queue = tokio::select! {
            queue = self.url() => queue?,
            () = shutdown.requested() => return Ok(()),
        };
        if let Some(record) = &mut self.record {
            record.begin();
        }
        let name = load::name(OffsetDateTime::now_utc());
        let messages = self.load.run(&name, &mut self.chance);
        let count = messages.len();
        let sender = Sender {
            aws: &self.aws,
            queue: &queue,
            shutdown: &self.shutdown,
            deadline: begin + self.limit,
            limit: self.limit,
        };
        let Sent {
            messages: sent,
            why,
            stopped,
        } = sender.send(messages).await;
        let lines: Vec<&[u8]> = sent.iter().map(|(message, _)| message.body.as_bytes()).collect();
        self.output.lines(&lines).await?;
        if let Some(record) = &mut self.record {
            record.add(&sent)?;
        }
        if !why.is_empty() {
            return Err(ProduceError::Partial {
                sent: sent.len(),
                messages: count,
                why,
            });
        }
        let before_the_end = if stopped { "a stop was asked for: " } else { "" };
        info!(
            "{before_the_end}{} of {count} messages were sent to {queue}",
            sent.len()
        );
        Ok(())
    }

    /// The queue's URL; by name it is looked up for each run, for a queue that was made anew may have another.
    async fn url(&mut self) -> Result<String, ProduceError> {
        let name = match &self.queue {
            QueueReference::Url(url) => return Ok(url.to_string()),
            QueueReference::Name(name) => name,
        };
        Box::pin(self.aws.look_up(name))
            .await
            .map_err(|error| ProduceError::LookUp {
                queue: name.to_string(),
                error,
            })
    }
}
