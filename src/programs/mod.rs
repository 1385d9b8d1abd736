//! The programs under test, started from outside: as processes of this machine or as containers.
//!
//! A [`Program`] is either. Steps see what anyone outside sees: what it prints, how it ends, and, by the
//! gateway's trace, what it calls.

mod container;
mod images;
mod launch;
mod process;
mod program;
mod transcript;

pub use images::{GIVEN as WORKER_IMAGE_GIVEN, ImageError, Images};
pub use launch::{Command, Launch};
pub use program::{Ended, Program, ProgramError, Signal};
pub use transcript::{Line, Stream, Transcript};
