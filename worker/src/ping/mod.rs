//! The publisher that greets a topic regularly.

mod error;
mod greeting;
mod options;
mod run;

pub use error::PublishError;
pub use greeting::greeting;
pub use options::Options;
pub use run::run;
