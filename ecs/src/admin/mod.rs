//! The admin API: accounts, their traces, their faults. Under `/_local-ecs/` on the gateway's own addresses.

mod client;
mod routes;
mod types;

pub use client::{Client, ClientError};
pub(crate) use routes::{PREFIX, refused, router};
pub use types::{FaultId, Health, Owner};
