//! A discrete-event simulation of a queue, its tasks and the policies that scale them.
//!
//! Messages arrive at a queue ([`load`]), tasks take and work on them, and each period the policies decide with what
//! CloudWatch would show them how many tasks there should be. The rules are those of the crate `scaling`, which
//! `scaler track` decides by too. There is no AWS here, no clock and no chance but what a seed makes: the same
//! settings and arrivals give the same result, in a second for a week.
//!
//! What is simplified: a task that is free takes a waiting message at once (long polling), messages are taken in the
//! order of their arrival and never twice unless their task is stopped, and counts are exact where those of SQS are
//! approximate.

mod course;
mod distribution;
mod fleet;
pub mod load;
mod outcome;
mod period;
mod policies;
mod queue;
mod run;
mod settings;
mod target;
mod waits;
mod work;

pub use distribution::{DurationDistribution, NoDistribution};
pub use outcome::{Sample, Totals, Waits};
pub use policies::{BACKLOG, IN_FLIGHT};
pub use run::run;
pub use settings::{End, OnScaleIn, Policy, Price, Settings, Statistic, Unusable};

/// A message on its way to the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// When it arrives.
    pub at: scaling::Moment,
    /// How long the work on it takes.
    pub duration: std::time::Duration,
}

/// A count as a number to calculate with.
fn float(count: u64) -> f64 {
    // Exact up to 2^53, far more than can be simulated.
    #[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^53")]
    let float = count as f64;
    float
}
