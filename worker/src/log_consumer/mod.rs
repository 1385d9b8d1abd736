//! The worker that logs each message and deletes it.

mod handler;
mod options;
mod run;

pub use handler::LogConsumer;
pub use options::Options;
pub use run::run;
