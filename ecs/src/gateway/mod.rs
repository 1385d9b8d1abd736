//! The way of a call: from its signature to whoever answers it, and back.

mod answer;
mod call;
mod capture;
mod cbor;
mod exchange;
mod forward;
mod here;
mod inject;
mod listeners;
mod operation;
mod outcome;
mod parameters;
mod peek;
mod protocol;
mod redeliver;
mod refusal;
mod rewrite;
mod route;
mod s3;
mod scope;
mod stacks;
mod upstream;

pub(crate) use call::Calls;
pub(crate) use forward::Forwarder;
pub(crate) use listeners::{Gateway, Listeners};
pub use upstream::Upstream;
