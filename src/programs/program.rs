//! A program that was started, whichever way.

use std::time::Duration;

use time::OffsetDateTime;

use super::running::Running;
use super::{Command, Ended, Launch, ProgramError, Signal, Transcript, container, process};
use crate::environment::Environment;
use crate::options::Runtime;

/// A program that was started. Dropped, it is killed.
#[derive(Debug)]
pub struct Program {
    /// What the scenario calls it.
    pub name: String,
    /// A moment before it was started.
    pub begun: OffsetDateTime,
    running: Running,
    handle: Handle,
}

#[derive(Debug)]
enum Handle {
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
        let name = launch.name.clone();
        let begun = OffsetDateTime::now_utc();
        let (running, handle) = match (&launch.command, environment.runtime) {
            (Command::Own(_), _) | (Command::Worker(_) | Command::Scaler(_), Runtime::Process) => {
                let (running, handle) = process::start(environment, launch)?;
                (running, Handle::Process(handle))
            }
            (Command::OwnImage(_), _) | (Command::Worker(_) | Command::Scaler(_), Runtime::Docker) => {
                let (running, handle) = container::start(environment, launch).await?;
                (running, Handle::Container(handle))
            }
        };
        Ok(Self {
            name,
            begun,
            running,
            handle,
        })
    }

    /// Its command line, for showing.
    pub fn command_line(&self) -> &str {
        &self.running.command_line
    }

    /// What it has printed.
    pub fn transcript(&self) -> &Transcript {
        &self.running.transcript
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
        *self.running.ended.borrow()
    }

    /// Waits until it has ended, for at most `within`.
    pub async fn wait(&self, within: Duration) -> Option<Ended> {
        let mut ended = self.running.ended.clone();
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
