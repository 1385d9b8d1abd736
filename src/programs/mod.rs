//! The programs under test, started from outside: as processes of this machine or as containers.
//!
//! A [`Program`] is either. Steps see what anyone outside sees: what it prints, how it ends, and, by the
//! gateway's trace, what it calls.

mod container;
mod ended;
mod error;
mod launch;
mod process;
mod program;
mod running;
mod transcript;

pub use ended::{Ended, Signal};
pub use error::ProgramError;
pub use launch::{Command, Launch};
pub use program::Program;
pub use transcript::{Line, Stream, Transcript};
