//! From its settings to its end: one pass, or one after another.

use command_line::Shutdown;
use command_line::output::Output;

use super::aws::Aws;
use super::error::TrackError;
use super::metrics::Known;
use super::options::Options;
use super::pass::Tracker;
use crate::Error;
use crate::passes::{self, Failed};

/// Makes one pass; or one at once and then regularly, until a stop is asked for.
///
/// # Errors
/// A setting is unusable or missing, or the one pass failed. Of many, each that fails is told, and the next goes on.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let every = options.every()?;
    let resources = options.resources()?;
    let evaluation = options.evaluation()?;
    let limit = options.pass_timeout()?;
    let region = options.region()?;
    let config = aws_client::load(&region, options.aws.endpoint()?).await?;
    let mut tracker = Tracker {
        aws: Aws::new(&config, limit),
        resources,
        evaluation,
        dry_run: options.dry_run,
        limit,
        output: Output::stdout().map_err(command_line::refused("a thread for stdout"))?,
        shutdown: shutdown.clone(),
        known: Known::default(),
        remembered: None,
        records: true,
    };
    let pass = async || {
        tracker.pass().await.map_err(|error| match error {
            // Nobody reads what is done any more.
            TrackError::Output(_) => Failed::ForGood(error),
            other => Failed::Told(other),
        })
    };
    Ok(passes::make(every, &shutdown, pass).await?)
}
