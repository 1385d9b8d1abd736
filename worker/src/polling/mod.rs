//! The polling loop that every worker shares, with what it does with a message as its parameter.
//!
//! ```text
//!  receive ──► in hand ──► handler ──► delete (batched)         ──► gone
//!     │           │            └─────► visible again after a delay ──► comes back
//!     │           └─ heartbeat: stays hidden while it is in hand
//!     └─ at a stop: what arrives is given back at once
//! ```
//!
//! Promises: a message is deleted only after its handler succeeded; every message in hand ends deleted, hidden
//! for its retry's delay, or given back; no more are handled at once than `CONCURRENCY` allows, and of a FIFO
//! queue's message group one, for which the others wait on the queue; after a stop was asked for nothing is received,
//! and all is settled before `STOP_TIMEOUT`. What SQS refuses for a while is tried again with growing pauses.

mod backoff;
mod busy;
mod ceiling;
mod delete;
mod error;
mod give_back;
mod handle;
mod handler;
mod heartbeat;
mod in_hand;
mod message;
mod options;
mod parallelism;
mod poller;
mod queue;
mod receive;
mod retry_delay;
mod rounds;
mod run;
mod settling;
mod slots;
mod sqs;
mod sqs_error;

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;

pub use backoff::{Backoff, CALLS};
pub use ceiling::{Ceiling, LONGEST_IN_HAND};
pub use error::Error;
pub use handler::{Handler, HandlerError};
pub use message::{Message, Receipt};
pub use options::{Options, Settings};
pub use parallelism::{Parallel, Parallelism};
pub use queue::{
    BATCH, EntryFailure, Opened, Queue, QueueError, QueueErrorKind, ReceiveRequest, VisibilityChange,
};
pub use retry_delay::RetryDelay;
pub use run::run;
pub use sqs::Sqs;
pub(crate) use sqs::client;

pub use crate::stop::Stop;
