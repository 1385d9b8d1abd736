//! What is seen of a service and of a metric.

use crate::Moment;

/// The capacity limits of a scalable target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The fewest tasks that a policy scales in to.
    pub min: u32,
    /// The most tasks that a policy scales out to.
    pub max: u32,
}

/// A service at the time of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// Its desired count.
    pub desired: u32,
    /// Its running count: without tasks that are still starting, with those that a scale-in has not stopped yet, as
    /// where protection holds it up.
    pub running: u32,
    /// Whether a deployment is under way: there is no scale-in then.
    pub deploying: bool,
    /// Its scalable target's limits.
    pub limits: Limits,
    /// Whether its scalable target has scaling out suspended.
    pub scale_out_suspended: bool,
    /// Whether its scalable target has scaling in suspended.
    pub scale_in_suspended: bool,
}

/// A metric's value over one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Datapoint {
    /// When the period began.
    pub at: Moment,
    /// The value, finite.
    pub value: f64,
    /// The tasks that ran then, by which a value for each task is a value for all.
    pub tasks: u32,
}
