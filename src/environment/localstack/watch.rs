//! The end of a LocalStack: noticed when it comes unasked, and made when the run is over.

use std::time::Duration;

use super::{Kind, LocalStack, health};

/// How often a LocalStack that sends no event when it ends is asked whether it is there.
const ASKED_EACH: Duration = Duration::from_secs(1);

/// So many times in a row it must be silent: a busy one may miss a beat.
const SILENT: usize = 5;

impl LocalStack {
    /// Waits until it is there no more, and says so in a sentence.
    pub async fn ended(&mut self) -> String {
        if let Kind::Embedded(server) = &mut self.kind {
            return server.ended().await;
        }
        let mut silent = 0;
        loop {
            tokio::time::sleep(ASKED_EACH).await;
            match health::check(&self.url).await {
                Ok(()) => silent = 0,
                Err(why) => {
                    silent += 1;
                    if silent >= SILENT {
                        return format!("LocalStack does not answer any more: {why}");
                    }
                }
            }
        }
    }

    /// Ends it, unless it is somebody else's.
    pub async fn end(self) {
        match self.kind {
            // Nothing in it is worth a goodbye: its state goes with the run.
            Kind::Embedded(mut server) => server.end(Duration::ZERO).await,
            Kind::Container(container) => {
                if let Err(error) = container.rm().await {
                    tracing::warn!("the LocalStack container: {error}");
                }
            }
            Kind::Given => {}
        }
    }
}
