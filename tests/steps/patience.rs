//! How long steps wait. Generous: a bound that is reached is a failure, and a slow machine is none.

use std::time::Duration;

use conformance::eventually::Every;

/// For what should happen at once, but for the machine's other work.
pub(crate) const SOON: Duration = Duration::from_secs(30);

/// How often a queue is looked at, which sends no events.
pub(crate) const LOOK: Every = Every(Duration::from_millis(200));
