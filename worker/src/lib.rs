//! The reference worker: one subcommand for each documented worker, all on one polling loop.
//!
//! It knows AWS and nothing else: the same binary runs on ECS, on Fargate and against an emulator that
//! `AWS_ENDPOINT_URL` names. [`polling`] is the loop that every worker shares; a worker is a
//! [`polling::Handler`] and its settings. Documented output goes to stdout through [`output`], logs to stderr.

mod aws;
pub mod cli;
mod error;
mod farewell;
pub mod image_resizer;
pub mod job_consumer;
pub mod log_consumer;
pub mod paced_consumer;
pub mod ping;
pub mod polling;
pub mod protection;
mod run;
pub mod settings;
mod stop;
mod telling;
#[cfg(test)]
mod virtual_time;
pub mod websocket_server;

pub use command_line::output;
pub use error::Error;
pub use run::run;
