//! What a run came to: collected from cucumber's events, written as JUnit XML, summed up on the terminal.
//!
//! cucumber writes its own JSON. JUnit is written here because a broken scenario (`error`) must not look like a
//! failed one (`failure`).

mod evidence;
mod junit;
mod recorder;
mod results;
mod skips;
mod summary;

pub use evidence::Evidence;
pub use junit::junit;
pub use recorder::Recorder;
pub use results::{Key, Results, ScenarioResult, Verdict};
pub use skips::TellingSkips;
pub use summary::summary;
