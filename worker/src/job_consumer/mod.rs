//! The worker that protects its task while it polls and while it works on a job.

mod handler;
mod job;
mod options;
mod run;

pub use handler::JobConsumer;
pub use job::Job;
pub use options::Options;
pub use run::run;
