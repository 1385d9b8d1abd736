//! What subscribers are told.

use tokio::time::Instant;

use super::{Rejection, Wanted};

/// Whether the task is protected, as far as its agent has confirmed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// It is, and will be until then unless it is renewed or released before.
    Protected {
        /// Counted from before the agent was asked: ECS's own end is never earlier.
        until: Instant,
    },
    /// It is not.
    Unprotected,
}

/// A change of the task's protection, or a change that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Protection was acquired or renewed.
    Protected {
        /// Until when, as in [`Protection::Protected`].
        until: Instant,
    },
    /// Protection was released, or its time was over before it could be renewed.
    Unprotected,
    /// A call was refused, failed, or was not answered in time: rate limits, a deployment that protection has held
    /// up for long, a role without the permission, an agent that is down. What was protected before stays so until
    /// its time is over, unless it was the release that was rejected: then nothing is certain before the next call.
    Rejected {
        /// What was asked for.
        wanted: Wanted,
        /// What became of it.
        rejection: Rejection,
    },
}
