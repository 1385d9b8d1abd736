//! Services that are scaled by their policies: what their metrics show, what the scaler decides, what becomes of it.

mod counts;
mod deploy;
mod machine;
mod messages;
mod metrics;
mod others;
pub(crate) mod predicted;
mod steady;
mod tracking;
