//! What comes of a simulation.

use std::time::Duration;

use scaling::{Decision, Moment, Outcome, Wish};

/// What is seen at an evaluation. What happens at the very moment of it belongs to the time after it.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// When it was made.
    pub at: Moment,
    /// So many messages arrived since the one before.
    pub arrived: u64,
    /// On so many the work ended since the one before.
    pub done: u64,
    /// So many messages are visible in the queue.
    pub visible: u64,
    /// The most that were visible at a time since the one before.
    pub most_visible: u64,
    /// So many messages are in flight: received, and not deleted.
    pub in_flight: u64,
    /// How long the oldest visible message has been in the queue; zero if there is none.
    pub oldest_age: Duration,
    /// The highest age that a visible message reached since the one before.
    pub highest_age: Duration,
    /// So many messages since the one before had waited longer than is acceptable when the work on them began.
    pub missed: u64,
    /// The desired count, before the decision.
    pub desired_before: u32,
    /// The desired count, after the decision.
    pub desired: u32,
    /// So many tasks run, before the decision.
    pub running: u32,
    /// So many tasks start, before the decision.
    pub starting: u32,
    /// The target of the backlog per task.
    pub target: f64,
    /// The newest datapoint of the backlog per task, if there is one.
    pub backlog_per_task: Option<f64>,
    /// What was decided, and why.
    pub decision: &'a Decision,
}

impl Sample<'_> {
    /// The most tasks that a policy asked for, before the limits; nothing if none asked for more.
    pub fn wanted(&self) -> Option<u32> {
        let asked = self.decision.verdicts.iter().map(|verdict| match verdict.wish {
            Wish::ScaleOut { to, .. } => Some(to),
            Wish::ScaleIn { .. } | Wish::Stay(_) => None,
        });
        asked.flatten().max()
    }

    /// The change of the desired count, from and to.
    pub fn change(&self) -> Option<(u32, u32)> {
        match self.decision.outcome {
            Outcome::Scale { from, to, .. } => Some((from, to)),
            Outcome::NotScaled(_) => None,
        }
    }
}

/// The whole of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// So long was simulated.
    pub time: Duration,
    /// So many evaluations were made.
    pub evaluations: u64,
    /// So many messages arrived.
    pub arrived: u64,
    /// On so many of them the work ended.
    pub done: u64,
    /// So often a task was stopped while it worked on a message, for each message.
    pub interrupted: u64,
    /// So many are visible at the end.
    pub visible: u64,
    /// So many are in flight at the end.
    pub in_flight: u64,
    /// How long messages waited until the work on them first began, of those on which it did.
    pub waits: Waits,
    /// So many messages waited longer than is acceptable, those that still wait included.
    pub missed: u64,
    /// At so many evaluations the highest age since the one before was more than is acceptable.
    pub late_evaluations: u64,
    /// The highest age of a visible message.
    pub highest_age: Duration,
    /// The most visible messages at a time.
    pub most_visible: u64,
    /// Visible messages, on average over time.
    pub mean_visible: f64,
    /// Messages that are worked on, on average over time.
    pub mean_busy: f64,
    /// Running tasks, on average over time.
    pub mean_running: f64,
    /// The lowest desired count.
    pub least_desired: u32,
    /// The highest desired count.
    pub most_desired: u32,
    /// How often the desired count rose.
    pub scale_outs: u64,
    /// How often it fell.
    pub scale_ins: u64,
    /// The most tasks that a policy asked for, before the limits.
    pub most_wanted: u32,
    /// For how long tasks are paid, together.
    pub paid: Duration,
    /// What they cost.
    pub cost: f64,
}

/// Waits of messages from their arrival until the work on them begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// The mean.
    pub mean: Duration,
    /// Half of them waited for no longer, to a thousandth.
    pub median: Duration,
    /// 95% of them waited for no longer, to a thousandth.
    pub p95: Duration,
    /// 99% of them waited for no longer, to a thousandth.
    pub p99: Duration,
    /// The longest.
    pub longest: Duration,
}
