//! Logs for whoever operates the binary: on stderr, apart from the documented output on stdout.

use std::io::IsTerminal;

use clap::Args;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::{Above, SettingError};

/// The logging options, for `#[command(flatten)]`.
#[derive(Debug, Clone, Args)]
pub struct Logs {
    /// What is logged on stderr: a level (error, warn, info, debug, trace, off), or several
    /// `<module>=<level>` with commas
    #[arg(
        long = "log",
        env = "LOG",
        value_name = "FILTER",
        default_value = "info",
        global = true
    )]
    filter: String,
}

impl Logs {
    /// Starts logging; once in a process, before anything that logs.
    ///
    /// # Errors
    /// A filter that cannot be read.
    pub fn start(&self) -> Result<(), SettingError> {
        let targets: Targets = self.filter.parse().map_err(|_| {
            SettingError::unusable(
                "LOG",
                &self.filter,
                "is no filter",
                "set it, or give --log, a level such as debug, or pairs such as worker=debug,warn",
            )
        })?;
        // A second call (a test that runs a binary's main twice in one process) keeps the first one's subscriber.
        let _ = tracing_subscriber::registry()
            .with(
                tracing_subscriber::fmt::layer()
                    .with_writer(|| Above(std::io::stderr()))
                    .with_ansi(std::io::stderr().is_terminal())
                    .with_target(false),
            )
            .with(targets)
            .try_init();
        Ok(())
    }
}
