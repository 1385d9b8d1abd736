//! `set-target`: sets the target of a target tracking policy from the processing duration that was measured.
//!
//! ecsTargetBPI = maximum acceptable delay / MPD: as many messages may wait for each task as it works off in that time. A
//! pass ([`pass`]) reads the mean processing duration from CloudWatch, puts the policy as it is with the new target
//! value, and publishes the target as a metric.

mod aws;
mod error;
mod metric;
mod options;
mod pass;
mod run;
mod statistic;
mod target;

pub use error::SetTargetError;
pub use options::Options;
pub use run::run;
