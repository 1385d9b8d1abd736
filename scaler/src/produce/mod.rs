//! `produce`: sends test messages that say how long their work takes.
//!
//! A run makes its messages ([`load`]: ids, durations, groups, deduplication ids), sends them ten a call ([`aws`]), sends
//! again what SQS did not take, and tells each that it did: on stdout, and in a file that `simulate` reads. Promises: a message
//! that was not sent is an error that says how many; on a FIFO queue none is there twice.

mod aws;
mod error;
mod load;
mod options;
mod record;
mod run;
mod send;

pub use error::ProduceError;
pub use options::Options;
pub use run::run;
