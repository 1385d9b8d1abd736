//! The reference scaler: starts tasks, sets targets, tracks them, produces test load.
//!
//! It knows AWS and nothing else. [`run_tasks`] starts tasks for the messages in a queue; each other subcommand is
//! there with its description, and says that it is not built. Documented output goes to stdout, logs to stderr.

mod cli;
mod error;
mod run;
pub mod run_tasks;

pub use error::Error;
pub use run::run;
