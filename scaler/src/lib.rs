//! The reference scaler: starts tasks, sets targets, tracks them, produces test load.
//!
//! So far it is its command line: each subcommand is there with its description, and says that it is not built.

mod cli;
mod run;

pub use run::run;
