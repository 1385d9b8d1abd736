//! Finds what runs have left on this machine, and ends it.
//!
//! Processes are known by the run's id in their environment, containers and networks by their label. Only what
//! carries the id of the given run is touched.

use local_ecs::reap::{Leftovers, Mark};
use testcontainers::bollard::Docker;

use super::folder::{Folder, dead_runs};
use super::{RUN_LABEL, RUN_VARIABLE};

/// What carries the run's id.
pub async fn leftovers(run: &str, engine: Option<&Docker>) -> Leftovers {
    let mark = Mark {
        variable: RUN_VARIABLE,
        label: RUN_LABEL,
        value: run,
    };
    Leftovers::of(mark, engine).await
}

/// Removes what runs that were killed have left behind, folders included, and tells each in a log line.
pub async fn sweep(engine: Option<&Docker>) {
    for dead in dead_runs(&Folder::base()) {
        let found = leftovers(dead.run(), engine).await;
        if !found.is_empty() {
            tracing::warn!(
                "the earlier run {} was killed and left: {found}; removing it",
                dead.run()
            );
            found.remove(engine).await;
        }
    }
}
