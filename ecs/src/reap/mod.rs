//! Nothing of a local-ecs outlives it: what carries its name is found and ended.

mod processes;

pub use processes::{kill, processes_with};
