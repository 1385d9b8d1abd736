//! What a scenario knows: its own AWS account, what it has deployed, sent and started.

mod account;
mod bodies;
mod evidence;
mod fleet;
mod picture;
mod pipeline;
mod remembered;
mod scenario;
mod settings;
mod stack;
mod tracked;
mod visitor;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use conformance::environment::Environment;
use conformance::trouble::Outcome;

pub(crate) use account::{Account, REGION, SUITE};
pub(crate) use bodies::body;
pub(crate) use fleet::{
    CLUSTER, Fleet, ON_DEMAND, SERVICE, SPOT, SUBNET, TARGET_TRACKING, Template, WORKER_SERVICE,
};
pub(crate) use pipeline::{Pipeline, Upload};
pub(crate) use remembered::{Sent, Service};
pub(crate) use scenario::{MISSING, SCALER, Scenario, caller};
pub(crate) use settings::{image_resizer, log_consumer, paced_consumer, ping};
pub(crate) use stack::{begin_update, deploy, update};
pub(crate) use tracked::{Metric, Tracked, Work};
pub(crate) use visitor::Visitor;

/// cucumber's world: a [`Scenario`], from the hook before its first step to the one after its last.
#[derive(Debug, Default, cucumber::World)]
pub(crate) struct World(Option<Scenario>);

impl World {
    /// Gives the scenario its account. `own` is a worker of the user's own: by command, or by image.
    pub(crate) async fn begin(
        &mut self,
        environment: Arc<Environment>,
        own: (Option<String>, Option<String>),
        feature: &str,
        scenario: &str,
    ) -> Outcome {
        self.0 = Some(Scenario::begin(environment, own, feature, scenario).await?);
        Ok(())
    }

    /// Takes away what the scenario has started, and returns the evidence if it is asked for.
    pub(crate) async fn end(&mut self, with_evidence: bool) -> Option<String> {
        let mut scenario = self.0.take()?;
        if with_evidence {
            // Where it cannot be had, the scenario's own reason says more.
            let _ = scenario.keep_picture().await;
        }
        let text = with_evidence.then(|| evidence::of(&scenario));
        scenario.end().await;
        text
    }
}

impl Deref for World {
    type Target = Scenario;

    fn deref(&self) -> &Scenario {
        self.0
            .as_ref()
            .expect("steps run between the hooks that begin and end the scenario")
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Scenario {
        self.0
            .as_mut()
            .expect("steps run between the hooks that begin and end the scenario")
    }
}
