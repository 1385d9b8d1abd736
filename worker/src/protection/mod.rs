//! Task scale-in protection: a busy task asks ECS, through its agent, not to be stopped.
//!
//! ```text
//!  hold, acquire, release ──► wish ─┐
//!                                   ├─ compared when the wish changes and at each interval ──► one call, or none
//!  what the agent confirmed ► state ┘                                    └─► Protected, Unprotected, Rejected
//! ```
//!
//! [`ProtectionManager`] is of use by itself: it knows an [`Agent`] and nothing of queues or clients. Promises:
//! holders are counted, so that work that overlaps shares one protection; nothing is sent while wish and state
//! agree; only a `protection` that says what was asked for counts as protected, all else is [`Event::Rejected`]
//! and never waited for longer than [`CALL_LIMIT`]; while anyone holds, what was rejected is asked again at each
//! interval; renewal goes on while the work blocks its thread.

mod agent;
mod answer;
mod event;
#[cfg(test)]
mod fake;
mod hold;
mod http_agent;
mod keeper;
mod manager;
mod options;
mod rejection;
mod rules;
mod settings;
#[cfg(test)]
mod tests;
mod waiting;

pub use agent::{Agent, Wanted};
pub use event::{Event, Protection};
pub use hold::{Hold, Released};
pub use http_agent::HttpAgent;
pub use keeper::CALL_LIMIT;
pub use manager::ProtectionManager;
pub use options::Options;
pub use rejection::Rejection;
pub use settings::{Settings, UnusableSettings};
