//! `track`: scales ECS services as Application Auto Scaling does, where there is none.
//!
//! A pass ([`pass`]) reads the scalable targets and their policies ([`policies`]), the alarms that step scaling follows
//! ([`alarms`]), the services ([`services`]) and the metrics ([`metrics`], one batched call a namespace), decides by the
//! rules of the crate `scaling`, which know no AWS, changes desired counts, and records what was done, and what was not
//! and why, as scaling activities ([`activities`]). What is wrong with one service keeps no other from being served.

mod activities;
mod alarms;
mod aws;
mod carry_out;
mod error;
mod expression;
mod metrics;
mod options;
mod pass;
mod policies;
mod remembered;
mod run;
mod seen;
mod services;
mod target;
mod told;

pub use error::TrackError;
pub use options::Options;
pub use run::run;
