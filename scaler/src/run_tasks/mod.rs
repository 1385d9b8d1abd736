//! `run-tasks`: starts tasks for the messages in a queue, as a schedule or the scaler's own clock asks for it.
//!
//! A pass reads its settings ([`values`]: flags, the environment, SSM), looks at queue and cluster ([`aws`]), decides
//! ([`decide()`], a pure function) and starts tasks ([`start`]). Tasks end by themselves when the queue is empty; the
//! scaler stops none.

mod aws;
mod decide;
mod error;
mod family;
mod options;
mod parameter;
mod pass;
mod recent;
mod run;
mod settings;
mod start;
mod strategy;
mod values;

pub use decide::{Decision, Observed, Reason, Rule, decide};
pub use error::PassError;
pub use options::Options;
pub use run::run;
pub use values::MissingParameters;
