//! From its settings to its end.

use std::sync::Arc;

use command_line::Shutdown;
use tracing::info;

use super::Options;
use super::handler::ImageResizer;
use super::progress::Progress;
use super::resize::Resizer;
use super::s3::S3;
use crate::output::Output;
use crate::polling::{self, Sqs, Stop};
use crate::{Error, aws};

/// Resizes what the queue tells of, until the queue is empty (job mode) or a stop is asked for.
///
/// # Errors
/// A setting is unusable, or the queue could not be used for too long.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let queue = options.queue()?;
    let destination = options.destination()?;
    let region = options.region()?;
    let images = options.images()?;
    let at_once = options.at_once()?;
    let settings = options.polling()?;
    let config = aws::load(&region, options.aws.endpoint()?).await?;
    let output = Output::stdout().map_err(command_line::refused("a thread for stdout"))?;
    info!(
        "thumbnails of at most {0}x{0} pixels go to s3://{1}, made {at_once} at once",
        images.size, destination.bucket
    );
    let progress = Arc::new(Progress::start());
    let resizer = Resizer::new(S3::new(&config), destination, images, at_once);
    let handler = ImageResizer::new(resizer, output, Arc::clone(&progress));
    let queue = Sqs::new(polling::client(&config), queue);
    let stop = Stop::new(shutdown, settings.stop_timeout);
    let outcome = polling::run([queue], handler, settings, stop).await;
    info!("{}", progress.told());
    Ok(outcome?)
}
