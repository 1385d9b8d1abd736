//! A program that was started, whichever way.

use std::fmt;
use std::time::Duration;

use tokio::sync::watch;

use super::{Command, Launch, Transcript, container, process};
use crate::environment::Environment;
use crate::options::Runtime;

/// How a program has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this exit code.
    Code(i32),
    /// By this signal, which it did not handle.
    Signal(i32),
}

impl fmt::Display for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "exit code {code}"),
            Self::Signal(signal) => write!(formatter, "ended by signal {signal}"),
        }
    }
}

/// What is sent to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM: finish and end.
    Terminate,
    /// SIGINT: the same, from a terminal.
    Interrupt,
    /// SIGKILL: gone without a word.
    Kill,
}

impl Signal {
    /// As the operating system and the engine name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Terminate => "SIGTERM",
            Self::Interrupt => "SIGINT",
            Self::Kill => "SIGKILL",
        }
    }
}

/// A program could not be started or reached.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// The operating system refuses.
    #[error("{command} cannot be started")]
    Spawn {
        /// The command line.
        command: String,
        /// Why.
        source: std::io::Error,
    },
    /// The engine refuses.
    #[error("the engine refuses to {doing}: {why}")]
    Engine {
        /// What was asked of it.
        doing: &'static str,
        /// What it said.
        why: String,
    },
    /// The runtime and the command do not go together.
    #[error("{0}")]
    Unfit(&'static str),
}

/// A program that was started. Dropped, it is killed.
#[derive(Debug)]
pub struct Program {
    /// What the scenario calls it.
    pub name: String,
    /// Its command line, for showing.
    pub command_line: String,
    /// What it has printed.
    pub transcript: Transcript,
    pub(super) handle: Handle,
    pub(super) ended: watch::Receiver<Option<Ended>>,
}

#[derive(Debug)]
pub(super) enum Handle {
    Process(process::Handle),
    Container(container::Handle),
}

impl Program {
    /// Starts it in the environment's runtime. A command of the user's own is always a process, an image always
    /// a container.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start(environment: &Environment, launch: Launch) -> Result<Self, ProgramError> {
        match (&launch.command, environment.runtime) {
            (Command::Own(_), _) | (Command::Worker(_), Runtime::Process) => {
                process::start(environment, launch)
            }
            (Command::OwnImage(_), _) | (Command::Worker(_), Runtime::Docker) => {
                container::start(environment, launch).await
            }
        }
    }

    /// Sends it a signal; nothing happens to one that has ended.
    ///
    /// # Errors
    /// The engine cannot be reached.
    pub async fn signal(&self, signal: Signal) -> Result<(), ProgramError> {
        if self.has_ended().is_some() {
            return Ok(());
        }
        match &self.handle {
            Handle::Process(process) => {
                process.signal(signal);
                Ok(())
            }
            Handle::Container(container) => container.signal(signal).await,
        }
    }

    /// How it has ended, if it has. All that it printed is in the transcript then.
    pub fn has_ended(&self) -> Option<Ended> {
        *self.ended.borrow()
    }

    /// Waits until it has ended, for at most `within`.
    pub async fn wait(&self, within: Duration) -> Option<Ended> {
        let mut ended = self.ended.clone();
        match tokio::time::timeout(within, ended.wait_for(Option::is_some)).await {
            Ok(Ok(ended)) => *ended,
            _ => None,
        }
    }

    /// Ends it at once and takes away what it leaves.
    pub async fn remove(&self) {
        let _ = self.signal(Signal::Kill).await;
        self.wait(Duration::from_secs(5)).await;
        if let Handle::Container(container) = &self.handle {
            container.remove().await;
        }
    }
}
