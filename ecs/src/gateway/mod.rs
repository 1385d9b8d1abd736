//! The way of a call: from its signature to whoever answers it, and back.

mod answer;
mod call;
mod capture;
mod exchange;
mod forward;
mod inject;
mod operation;
mod outcome;
mod parameters;
mod peek;
mod protocol;
mod refusal;
mod rewrite;
mod route;
mod s3;
mod scope;
mod server;
mod settings;

pub use server::{Server, StartError};
pub use settings::{AdminAccess, Settings, Upstream};
