//! The command line.

use clap::{Parser, Subcommand};
use command_line::Logs;

use crate::run_tasks;

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
    /// (not built) Sends test messages that say how long their work takes
    Produce,
    /// (not built) Sets the target of a scaling policy from the measured processing duration
    SetTarget,
    /// (not built) Scales services as Application Auto Scaling does, where there is none
    Track,
    /// (not built) Shows what a scaling policy does to a load, without running anything
    Simulate,
}

impl Command {
    /// As it is written on the command line.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::RunTasks(_) => "run-tasks",
            Self::Produce => "produce",
            Self::SetTarget => "set-target",
            Self::Track => "track",
            Self::Simulate => "simulate",
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent_and_every_subcommand_is_known_by_its_name() {
        Cli::command().debug_assert();
        let known: Vec<_> = Cli::command()
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .collect();
        let named = [
            Command::RunTasks(Box::default()),
            Command::Produce,
            Command::SetTarget,
            Command::Track,
            Command::Simulate,
        ];
        assert_eq!(known, named.each_ref().map(Command::name));
    }
}
