//! What the programs of a scenario called, as the gateway saw it.

mod ledger;
mod pauses;
mod protection;
mod watched;

pub use ledger::{Ledger, Story, VisibilityChange};
pub use pauses::pauses;
pub use protection::{ProtectionCall, protection_calls, unprotected_polls};
pub use watched::Calls;
