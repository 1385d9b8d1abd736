//! From its settings to its end: one pass, or one after another.

use std::time::Duration;

use command_line::output::Output;
use command_line::{Shutdown, duration, one_line};
use tokio::time::{MissedTickBehavior, interval};
use tracing::{error, info};

use super::aws::Aws;
use super::options::Options;
use super::pass::Passes;
use super::recent::Recent;
use crate::Error;

/// Makes one pass; or one at once and then regularly, until a stop is asked for.
///
/// # Errors
/// A setting is unusable or missing, or the one pass failed. Of many, each that fails is told, and the next goes on.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let every = options.every()?;
    let batch = options.batch_size()?;
    let strategy = options.strategy()?;
    let limit = options.pass_timeout()?;
    let prefix = options.prefix()?;
    let given = options.values()?;
    let region = options.region()?;
    let config = aws_client::load(&region, options.endpoint()?).await?;
    let mut passes = Passes {
        aws: Aws::new(&config, limit),
        given,
        prefix,
        batch,
        strategy,
        limit,
        output: Output::stdout().map_err(command_line::refused("a thread for stdout"))?,
        shutdown,
        recent: Recent::default(),
        settled: false,
    };
    match every {
        None => Ok(passes.pass().await?),
        Some(every) => repeat(&mut passes, every).await,
    }
}

async fn repeat(passes: &mut Passes, every: Duration) -> Result<(), Error> {
    info!("a pass every {}", duration::show(every));
    let mut ticks = interval(every);
    // A pass that came late is not made up for.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let shutdown = passes.shutdown.clone();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = shutdown.requested() => return Ok(()),
        }
        match passes.pass().await {
            Ok(()) => {}
            // Settings that were never complete will not become so by waiting. A parameter that was there, and is
            // gone or spoilt, may be put right.
            Err(error) if error.is_about_settings() && !passes.settled => return Err(error.into()),
            Err(error) => error!("the pass failed: {}", one_line(&error)),
        }
    }
}
