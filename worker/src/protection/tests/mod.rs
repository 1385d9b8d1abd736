//! The manager as a whole, against an agent that behaves as ECS does, under virtual time.

mod acquiring;
mod blocked;
mod checks;
mod courses;
mod events;
mod histories;
mod holders;
mod in_doubt;
mod maintaining;
mod many_jobs;
mod rejections;
mod renewing;

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::fake::{FakeAgent, Reply, rate_limit, refusal};
use super::{CALL_LIMIT, Event, Hold, Protection, ProtectionManager, Rejection, Released, Settings, Wanted};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

/// A manager with the settings when nothing is given: 5 minutes, kept for 30 s, renewed after 240 s, compared every
/// 10 s.
fn manager(agent: &FakeAgent) -> ProtectionManager {
    manager_with(Settings::default(), agent)
}

/// A manager on the test's own event loop.
fn manager_with(settings: Settings, agent: &FakeAgent) -> ProtectionManager {
    settings.check().expect("usable");
    let (manager, keeping) = ProtectionManager::new(settings, agent.clone());
    tokio::spawn(keeping);
    manager
}

/// Acquires, and fails where that never ends.
async fn acquire(manager: &ProtectionManager) -> Result<Hold, Rejection> {
    timeout(HOUR, manager.acquire()).await.expect("it never ends")
}
