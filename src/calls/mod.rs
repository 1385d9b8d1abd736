//! What the programs of a scenario called, as the gateway saw it.

mod ledger;
mod pauses;
mod protection;
mod schedule;
mod watched;

pub use ledger::{Ledger, Story, VisibilityChange};
pub use pauses::{grow, pauses};
pub use protection::{ProtectionCall, protection_calls, unprotected_polls};
pub use schedule::{keeps_pace, none_early};
pub use watched::Calls;
