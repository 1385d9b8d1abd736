//! What `local-ecs` takes.

use clap::{Args, Parser, Subcommand};
use command_line::Logs;

use super::deploy::DeployOptions;
use super::serve::ServeOptions;
use crate::runtime::docker::relay::RelayOptions;

/// A local Amazon ECS in front of LocalStack, and one endpoint for every AWS call.
///
/// Point AWS_ENDPOINT_URL at it. Amazon ECS and Application Auto Scaling are answered here, and tasks really run:
/// as containers, or as processes of this machine. All else goes on to LocalStack. An access key id of 12 digits
/// is the account. Every call is recorded and can be made to fail: the admin API is under /_local-ecs/.
#[derive(Debug, Parser)]
#[command(name = "local-ecs", version)]
pub(super) struct Options {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    #[command(flatten)]
    pub(super) serve: ServeOptions,
}

/// What else it can do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Deploy a CloudFormation template, or delete its stack, and wait for the end of it
    Deploy(DeployOptions),
    /// Waits for the end of stdin, and removes what the local-ecs of that name has left
    #[command(hide = true)]
    Reap(ReapOptions),
    /// Puts the agent into a network of containers
    #[command(hide = true)]
    Relay(RelayOptions),
}

/// What the reaper takes.
#[derive(Debug, Args)]
pub(super) struct ReapOptions {
    /// The name of the local-ecs
    #[arg(long, value_name = "NAME")]
    pub(super) instance: String,

    #[command(flatten)]
    pub(super) logs: Logs,
}
