//! The command line.

use clap::{Parser, Subcommand};
use command_line::Logs;

use crate::{produce, run_tasks, set_target, simulate, track};

/// Decides how many SQS-driven workers run on Amazon ECS, and has them run.
///
/// Exit codes: 0 done; 1 what was asked for could not be done; 2 a setting is missing or unusable.
#[derive(Debug, Parser)]
#[command(name = "scaler", version, arg_required_else_help = false)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    #[command(flatten)]
    pub(crate) logs: Logs,
}

/// What it does.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Command {
    /// Starts tasks for the messages in a queue
    ///
    /// A pass reads how many messages are in the queue (ApproximateNumberOfMessages) and how many tasks of the
    /// task definition's family run in the cluster or are on their way to. It starts a task for every 10 messages
    /// begun, but never so many that more than the maximum run. Nothing is stopped: the tasks end by themselves.
    ///
    /// stdout: the ARN of each task that was started, one a line. stderr: what was decided and why. Exit codes: 0
    /// done, also where there was nothing to start, and after SIGTERM; 1 the pass failed, or not all tasks could be
    /// started; 2 a setting is missing or unusable. With --every a pass that fails is told, and the next goes on.
    RunTasks(Box<run_tasks::Options>),
    /// Sends test messages that say how long their work takes
    ///
    /// A run sends 50 messages, {"id": 1, "duration": 5} and so on, at once and ten a call. On a FIFO queue each has a
    /// deduplication id of its own, for the next run's are the same. With --every it is off until it is enabled.
    ///
    /// stdout: the body of each message that was sent, one a line. stderr: how many of how many, and why not all. Exit
    /// codes: 0 all were sent, it is off, or a stop was asked for; 1 some were not sent; 2 a setting is missing or
    /// unusable. With --every a run that fails is told, and the next goes on.
    Produce(Box<produce::Options>),
    /// Sets the target of a scaling policy from the measured processing duration
    ///
    /// A pass reads the mean processing duration (MPD) from CloudWatch and sets the target of a target tracking policy
    /// to ecsTargetBPI = maximum acceptable delay / MPD: so many messages may wait for each task. The rest of the policy
    /// stays as it is. The target is published as a metric beside the duration.
    ///
    /// stdout: the target, a line each pass. stderr: what it was made of. Exit codes: 0 done, also after SIGTERM; 1 the
    /// pass failed, and the target is the old one unless the error says otherwise; 2 a setting is missing or unusable.
    /// With --every a pass that fails is told, and the next goes on.
    SetTarget(Box<set_target::Options>),
    /// Scales services as Application Auto Scaling does, where there is none
    ///
    /// A pass reads the scalable targets and scaling policies of ECS services, gets the metrics that they follow from
    /// CloudWatch, decides as Application Auto Scaling documents it, and sets the desired counts: target tracking on
    /// customized metrics with metric math, and step scaling on alarms, which are evaluated here. Never run it beside an
    /// Application Auto Scaling that acts: both would scale.
    ///
    /// stdout: each scaling activity as a line of JSON, as describe-scaling-activities tells it. stderr: each decision
    /// with its numbers. Exit codes: 0 done, also after SIGTERM; 1 a service could not be served, or the pass failed; 2
    /// a setting is missing or unusable. With --every a pass that fails is told, and the next goes on.
    Track(Box<track::Options>),
    /// Shows what a scaling policy does to a load, without running anything
    ///
    /// A discrete-event simulation of a queue, its tasks and the documented policies, which decide by the same rules as
    /// track does: backlog, age of the oldest message, tasks, cost, and how often the acceptable delay was missed. A week
    /// of load takes a second or two. Nothing is called, and the same settings give the same result.
    ///
    /// stdout: a summary, or with --csv - or --svg - that alone. Exit codes: 0 simulated, whether the delay was kept or
    /// not; 1 it cannot be simulated, or a result cannot be written; 2 a setting, or a row of the trace, is missing or
    /// unusable.
    Simulate(Box<simulate::Options>),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
