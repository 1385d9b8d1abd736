//! From its settings to its end.

use command_line::Shutdown;

use super::{LogConsumer, Options};
use crate::output::Output;
use crate::polling::{self, Sqs, Stop};
use crate::{Error, aws};

/// Consumes the queues until a stop is asked for.
///
/// # Errors
/// A setting is unusable, or a queue could not be used for too long.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let queues = options.queues()?;
    let region = options.region.read()?;
    let settings = options.polling()?;
    let config = aws::load(&region, options.aws.endpoint()?).await?;
    let output = Output::stdout().map_err(command_line::refused("a thread for stdout"))?;
    let client = polling::client(&config);
    let queues = queues.into_iter().map(|queue| Sqs::new(client.clone(), queue));
    let handler = LogConsumer::new(output, options.fail_on());
    polling::run(
        queues,
        handler,
        settings,
        Stop::new(shutdown, settings.stop_timeout),
    )
    .await?;
    Ok(())
}
