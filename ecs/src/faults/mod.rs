//! What a scenario makes go wrong on purpose.
//!
//! Set by the admin API, per account; injected by the gateway. Only here is anything rewritten, and only because
//! a scenario asked for it.

mod entries;
mod fault;
mod form;
mod messages;
mod rules;

pub(crate) use entries::{FailedEntry, Targets, json_answer};
pub use fault::{Calls, Effect, Fault, FaultStatus};
pub(crate) use form::xml_answer;
pub(crate) use messages::Messages;
pub(crate) use rules::{Rule, Rules};
