//! What is decided, and why.

use std::time::Duration;

use crate::service::Datapoint;

/// What the policies say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What is done.
    pub outcome: Outcome,
    /// What each policy wished for, in the order in which they were given.
    pub verdicts: Vec<Verdict>,
}

/// What one policy wishes for.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The policy's name.
    pub policy: String,
    /// What it wishes for.
    pub wish: Wish,
}

/// A policy's wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// More tasks.
    ScaleOut {
        /// The capacity that it asks for, before the limits.
        to: u32,
        /// The capacity that it is counted from: what there is, or in a cooldown what there was before it.
        counted_from: u32,
        /// The datapoint that it follows.
        because: Datapoint,
        /// The alarm, of a step scaling policy.
        alarm: Option<String>,
    },
    /// Fewer tasks.
    ScaleIn {
        /// The capacity that it agrees to, before the limits.
        to: u32,
        /// The newest datapoint.
        because: Datapoint,
        /// The alarm, of a step scaling policy.
        alarm: Option<String>,
    },
    /// No change.
    Stay(Stay),
}

/// Why a policy wishes for no change.
#[derive(Debug, Clone, PartialEq)]
pub enum Stay {
    /// The metric is not far enough from the target, or no alarm is in ALARM.
    Within {
        /// The newest datapoint, if there is one.
        newest: Option<Datapoint>,
    },
    /// The metric is above, or below, but has not been so for long enough.
    NotForLongEnough {
        /// The newest datapoint.
        newest: Datapoint,
        /// So many datapoints in a row are on that side.
        so_far: usize,
        /// So many must be.
        needed: usize,
    },
    /// There are too few datapoints: missing data never scales.
    MissingData {
        /// So many are there.
        there: usize,
        /// So many must be.
        needed: usize,
    },
    /// What the metric calls for is what there is.
    Enough {
        /// The newest datapoint.
        newest: Datapoint,
    },
    /// A cooldown of this policy has not ended.
    CoolingDown {
        /// For so long still.
        left: Duration,
    },
    /// It would scale in, and scaling in is disabled by the policy.
    ScaleInDisabled,
}

/// What is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The desired count is changed.
    Scale {
        /// From so many.
        from: u32,
        /// To so many: within the limits.
        to: u32,
        /// The policy, by its place among the verdicts, whose wish it is.
        policy: usize,
    },
    /// Nothing is changed.
    NotScaled(NotScaled),
}

/// Why nothing is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotScaled {
    /// No policy wishes for a change.
    NoWish,
    /// More is wished for, and the maximum is reached (`AlreadyAtMaxCapacity`). The policy by its place.
    AlreadyAtMaxCapacity(usize),
    /// Less is wished for, and the minimum is reached (`AlreadyAtMinCapacity`). The policy by its place.
    AlreadyAtMinCapacity(usize),
    /// What a policy calls for is what there is, [`Stay::Enough`] (`AlreadyAtDesiredCapacity`). The first such policy by
    /// its place.
    AlreadyAtDesiredCapacity(usize),
    /// A policy would scale in, and this one, by its place, does not agree.
    NotAgreed(usize),
    /// A deployment is under way, so nothing is scaled in.
    Deploying,
    /// Scaling in that direction is suspended in the scalable target.
    Suspended,
}
