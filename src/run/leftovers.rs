//! Finds what runs have left on this machine, and ends it.
//!
//! Processes are known by the run's id in their environment, containers and networks by their label. Only what
//! carries the id of the given run is touched.

use std::time::Duration;

use local_ecs::reap::{Leftovers, Mark};
use testcontainers::bollard::Docker;

use super::folder::{Folder, dead_runs};
use super::{RUN_LABEL, RUN_VARIABLE};
use crate::eventually::{Every, eventually};

/// How long something that was killed may take to be gone.
const GOES_WITHIN: Duration = Duration::from_secs(10);

/// How often is looked whether it is.
const LOOK: Every = Every(Duration::from_millis(100));

/// What carries the run's id.
pub async fn leftovers(run: &str, engine: Option<&Docker>) -> Leftovers {
    let mark = Mark {
        variable: RUN_VARIABLE,
        label: RUN_LABEL,
        value: run,
    };
    Leftovers::of(mark, engine).await
}

/// What carries the run's id and stays: what was killed may be about to go, and is given ten seconds.
pub async fn left_behind(run: &str, engine: Option<&Docker>) -> Leftovers {
    let mut left = Leftovers::default();
    let look = async || {
        left = leftovers(run, engine).await;
        if left.is_empty() {
            Ok(())
        } else {
            Err(left.to_string())
        }
    };
    // Where it gives up, what it saw last is told.
    let _ = eventually(GOES_WITHIN, LOOK, look).await;
    left
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
