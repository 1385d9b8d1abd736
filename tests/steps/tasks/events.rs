//! What a service says has happened.

use conformance::matching::matches;
use conformance::trouble::Outcome;
use cucumber::then;

use super::look::{IN_TIME, LOOK};
use crate::world::{Scenario, World};

/// `<name>` stands for the service's name, which a stack makes up.
#[then(expr = "the service's events say {string}")]
async fn say(world: &mut World, pattern: String) -> Outcome {
    let pattern = pattern.replace("<name>", world.service_name()?);
    world.wait_for_event(&pattern).await
}

impl Scenario {
    /// Waits until one of the service's events is of this pattern.
    pub(crate) async fn wait_for_event(&self, pattern: &str) -> Outcome {
        self.wait(IN_TIME, LOOK, async || {
            let service = self.described_service().await?;
            let events: Vec<&str> = service
                .events()
                .iter()
                .filter_map(|event| event.message())
                .collect();
            for event in &events {
                if matches(pattern, event).map_err(|error| error.to_string())? {
                    return Ok(());
                }
            }
            Err(format!("its events, the newest first: {}", events.join(" | ")))
        })
        .await
    }
}
