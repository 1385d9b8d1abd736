//! An engine that goes away and comes back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

use super::world::{task_of, with_engine_at};
use crate::runtime::Report;

/// The engine's socket, by way of another that can be cut.
struct Wire {
    path: PathBuf,
    whole: watch::Sender<bool>,
}

impl Wire {
    fn lay() -> Self {
        let path = std::env::temp_dir().join(format!("local-ecs-wire-{:08x}.sock", fastrand::u32(..)));
        let (whole, state) = watch::channel(true);
        let listener = UnixListener::bind(&path).expect("a socket");
        tokio::spawn(async move {
            while let Ok((mut here, _)) = listener.accept().await {
                let mut state = state.clone();
                tokio::spawn(async move {
                    if !*state.borrow() {
                        return;
                    }
                    let Ok(mut there) = UnixStream::connect("/var/run/docker.sock").await else {
                        return;
                    };
                    tokio::select! {
                        _ = copy_bidirectional(&mut here, &mut there) => {}
                        _ = state.wait_for(|whole| !whole) => {}
                    }
                });
            }
        });
        Self { path, whole }
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_lost_with_the_engine_and_run_again_when_it_is_back() {
    let wire = Wire::lay();
    with_engine_at(Some(wire.path()), false, async |world, _| {
        let mut task = world.start(task_of(vec![world.container("app", "sleep 600")]));
        task.until_started("app").await;
        wire.whole.send_replace(false);
        let failed = task.until(|report| matches!(report, Report::Failed { .. })).await;
        let Report::Failed {
            container,
            reason,
            was_running,
        } = failed
        else {
            unreachable!("waited for")
        };
        assert_eq!(container, None);
        assert!(was_running);
        assert!(reason.starts_with("The Docker engine is gone: "), "{reason}");
        task.until_stopped().await;
        assert_eq!(task.exits()["app"].0, None);
        // One that is started while there is no engine says so.
        let mut vain = world.start(task_of(vec![world.container("vain", "true")]));
        let failed = vain.until(|report| matches!(report, Report::Failed { .. })).await;
        let Report::Failed {
            reason, was_running, ..
        } = failed
        else {
            unreachable!("waited for")
        };
        assert!(reason.starts_with("The Docker engine is gone: "), "{reason}");
        assert!(!was_running);
        vain.until_stopped().await;
        assert_eq!(world.containers().await.len(), 1, "it could not be removed");
        wire.whole.send_replace(true);
        for _ in 0..600 {
            if world.containers().await.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(world.containers().await.is_empty(), "the lost one is removed");
        let mut again = world.start(task_of(vec![world.container("again", "echo back")]));
        again.until_stopped().await;
        assert_eq!(world.lines("again"), ["back"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interruption_shorter_than_patience_loses_no_task_and_no_end() {
    let wire = Wire::lay();
    with_engine_at(Some(wire.path()), false, async |world, _| {
        let mut container = world.container("app", "sleep 0.7; exit 5");
        container.logs = None;
        let mut task = world.start(task_of(vec![container]));
        task.until_started("app").await;
        wire.whole.send_replace(false);
        // It ends meanwhile. Far from the three seconds after which it is given up, for a machine may stand still as well.
        tokio::time::sleep(Duration::from_secs(1)).await;
        wire.whole.send_replace(true);
        task.until_stopped().await;
        assert_eq!(task.exits()["app"].0, Some(5));
        assert!(
            !task
                .seen
                .iter()
                .any(|report| matches!(report, Report::Failed { .. }))
        );
    })
    .await;
}
