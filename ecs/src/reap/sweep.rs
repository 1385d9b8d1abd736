//! Removes what an instance has left.

use std::time::Duration;

use bollard::Docker;
use tokio::time::Instant;

use super::{Leftovers, Mark};
use crate::instance::{self, LABEL, VARIABLE};

/// A process that is killed may have started another just before, and a network is in use for a moment after its
/// last container is gone: so often, and so long, it is looked again.
const PAUSE: Duration = Duration::from_millis(50);
const WITHIN: Duration = Duration::from_secs(10);

/// Ends and removes everything that carries the instance's name, until nothing is left or a time limit has passed;
/// gives what is left. Must not run beside a live local-ecs of that name.
pub async fn sweep(name: &str, engine: Option<&Docker>) -> Leftovers {
    let mark = Mark {
        variable: VARIABLE,
        label: LABEL,
        value: name,
    };
    let end = Instant::now() + WITHIN;
    let mut told = false;
    let left = loop {
        let left = Leftovers::of(mark, engine).await;
        if left.is_empty() || Instant::now() >= end {
            break left;
        }
        if !told {
            tracing::info!("the local-ecs {name} has left: {left}; removing it");
            told = true;
        }
        left.remove(engine).await;
        tokio::time::sleep(PAUSE).await;
    };
    if !left.is_empty() {
        tracing::warn!("what the local-ecs {name} has left cannot be removed: {left}");
    }
    let folder = instance::folder(name);
    let _ = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(folder)).await;
    left
}
