//! Tasks as processes of this machine: image names stand for local programs.
//!
//! The mapped program is the image's entry point; a container's command are its arguments. What a container has of
//! its own and a process has not (a file system, a user, limits of cpu and memory, an address) is not imitated:
//! each container gets an empty folder to work in, and its ports are the machine's.

mod command;
mod container;
mod health;
mod output;
mod programs;
mod spawn;
mod state;
mod supervisor;
mod task;
#[cfg(test)]
mod tests;

pub use programs::Program;
pub(crate) use programs::Programs;
pub(crate) use supervisor::ProcessRuntime;
