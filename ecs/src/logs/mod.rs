//! The way of a container's output to CloudWatch Logs, as the awslogs driver takes it.
//!
//! [`Logs`] opens a [`LogStream`] for each container; its writers cut the output into lines, and one request at a
//! time carries them to LocalStack, in order and complete. While LocalStack cannot be reached, a bounded amount is
//! kept and the container's writes wait, as a full pipe makes them wait. Knows nothing of tasks.

mod batch;
mod create;
mod deliver;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fake;
mod lines;
mod open;
mod put;
mod stream;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use error::LogsError;
pub(crate) use open::Logs;
pub(crate) use stream::LogStream;
pub(crate) use writer::LogWriter;
