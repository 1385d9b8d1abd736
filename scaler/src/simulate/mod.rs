//! `simulate`: shows what the policies do to a load, without running anything.
//!
//! Settings ([`Options`]) make a load (a pattern, or a [`trace`] of arrivals) and what is simulated with it; the crate
//! `simulation` does that by the rules that `track` decides by. What comes of it is shown as [`summary`], as [`rows`]
//! and as a [`chart`].

mod chart;
mod destination;
mod error;
mod load;
mod options;
mod rows;
mod run;
mod settings;
mod shown;
mod summary;
mod timeline;
mod trace;

pub use error::SimulateError;
pub use options::Options;
pub use run::run;
pub use trace::TraceError;
