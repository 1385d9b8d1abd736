//! From its settings to its end: one pass, or one after another.

use command_line::Shutdown;
use command_line::output::Output;

use super::aws::Aws;
use super::options::Options;
use super::pass::Passes;
use super::recent::Recent;
use crate::Error;
use crate::passes::{self, Failed};

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
    let config = aws_client::load(&region, options.aws.endpoint()?).await?;
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
    let stop = passes.shutdown.clone();
    let pass = async || {
        passes.pass().await.map_err(|error| {
            // Settings that were never complete will not become so by waiting. A parameter that was there, and is
            // gone or spoilt, may be put right.
            if error.is_about_settings() && !passes.settled {
                Failed::ForGood(error)
            } else {
                Failed::Told(error)
            }
        })
    };
    Ok(passes::make(every, &stop, pass).await?)
}
