//! The reference scaler: starts tasks, sets targets, tracks them, produces test load.
//!
//! It knows AWS and nothing else. [`run_tasks`] starts tasks for the messages in a queue, [`set_target`] sets the
//! target of a scaling policy from what was measured, [`track`] scales services by their policies, [`produce`] sends test
//! messages, and [`simulate`] shows what policies do to a load. Documented output goes to stdout, logs to stderr.

mod attempts;
mod cli;
mod error;
pub mod load;
mod passes;
pub mod produce;
mod run;
pub mod run_tasks;
pub mod set_target;
pub mod simulate;
pub mod track;

pub use error::Error;
pub use run::run;
