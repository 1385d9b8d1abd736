//! What is started, with which environment.

use std::collections::BTreeMap;

/// What is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The reference worker with these arguments, the first of which is its subcommand.
    Worker(Vec<String>),
    /// A worker of the user's own, by command.
    Own(Vec<String>),
    /// A worker of the user's own, by image; its own entry point and command.
    OwnImage(String),
    /// The reference scaler with these arguments, the first of which is its subcommand.
    Scaler(Vec<String>),
}

/// A program about to be started.
#[derive(Debug, Clone)]
pub struct Launch {
    /// What the scenario calls it: `worker`, `second worker`.
    pub name: String,
    /// What is run.
    pub command: Command,
    /// All of its environment: nothing of the suite's own reaches it but what a program needs to run at all.
    pub environment: BTreeMap<String, String>,
}
