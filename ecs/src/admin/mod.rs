//! The admin API: accounts, their traces, their faults, their clocks and what ECS has of theirs. Under `/_local-ecs/` on the gateway's own addresses.

mod client;
mod control;
mod routes;
mod state;
mod types;

pub use client::{Client, ClientError};
pub(crate) use routes::{PREFIX, refused, router};
pub use types::{Advance, Clock, FaultId, Health, Owner};
