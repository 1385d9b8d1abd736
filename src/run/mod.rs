//! One run of the suite: its id, which everything that it starts carries, its folder, and the sweep that leaves
//! nothing of it, or of an earlier run that was killed, behind.

mod folder;
mod leftovers;

pub use folder::{Folder, FolderError};
pub use leftovers::{left_behind, leftovers, sweep};
pub use local_ecs::reap::Leftovers;

/// The environment variable that every process of a run carries, with the run's id as its value.
pub const RUN_VARIABLE: &str = "CONFORMANCE_RUN";

/// The label that every container and network of a run carries, with the run's id as its value.
pub const RUN_LABEL: &str = "conformance.run";
