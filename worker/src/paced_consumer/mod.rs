//! The worker whose messages say how long their work takes, and which publishes what they took.
//!
//! ```text
//!  message ──► its duration ──► deleted ──► measured ──► batch ──► PutMetricData
//! ```
//!
//! Promises: nothing is deleted before its work is done; nothing is published of a message whose deletion SQS has not
//! confirmed; a measurement waits for others for `METRIC_DELAY` at most, and for a failing CloudWatch as long as there is
//! room; messages never wait for CloudWatch, nor for task protection, which is wished for while there is work.

mod at_work;
mod batches;
mod cloudwatch;
mod handler;
mod kept;
mod measured;
mod metric;
mod options;
mod publisher;
mod run;
mod work;

#[cfg(test)]
mod tests;

pub use options::Options;
pub use run::run;
pub use work::{Unusable, Work};
