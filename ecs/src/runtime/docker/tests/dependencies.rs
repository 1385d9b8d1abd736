//! What containers wait for.

use super::world::{World, task_of, with_engine};
use crate::runtime::{ContainerLaunch, Dependency, Report};

fn after(world: &World, name: &str, script: &str, container: &str, condition: &str) -> ContainerLaunch {
    ContainerLaunch {
        depends_on: vec![Dependency {
            container: container.to_owned(),
            condition: condition.to_owned(),
        }],
        ..world.container(name, script)
    }
}

/// The reports of starts and ends, in order: `+app`, `-app`.
fn order(seen: &[Report]) -> Vec<String> {
    seen.iter()
        .filter_map(|report| match report {
            Report::ContainerStarted { container, .. } => Some(format!("+{container}")),
            Report::ContainerStopped { container, .. } => Some(format!("-{container}")),
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_waits_for_success_starts_after_it() {
    with_engine(async |world| {
        let mut init = world.container("init", "sleep 0.3");
        init.essential = false;
        let mut task = world.start(task_of(vec![
            after(world, "app", "echo up", "init", "SUCCESS"),
            init,
        ]));
        task.until_stopped().await;
        assert_eq!(order(&task.seen), ["+init", "-init", "+app", "-app"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_awsvpc_too_a_container_may_start_after_another_has_ended() {
    with_engine(async |world| {
        let mut init = world.container("init", "sleep 0.3");
        init.essential = false;
        let mut launch = task_of(vec![after(world, "app", "echo up", "init", "COMPLETE"), init]);
        launch.network_mode = "awsvpc".to_owned();
        let mut task = world.start(launch);
        task.until_stopped().await;
        assert_eq!(order(&task.seen), ["+init", "-init", "+app", "-app"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_waits_in_vain_fails_the_task() {
    with_engine(async |world| {
        let init = world.container("init", "exit 3");
        let mut task = world.start(task_of(vec![
            init,
            after(world, "app", "echo up", "init", "SUCCESS"),
        ]));
        let failed = task.until(|report| matches!(report, Report::Failed { .. })).await;
        let Report::Failed {
            container,
            reason,
            was_running,
        } = failed
        else {
            unreachable!("waited for")
        };
        assert_eq!(container.as_deref(), Some("app"));
        assert!(was_running);
        assert!(
            reason.contains("init") && reason.contains("exit code 3"),
            "{reason}"
        );
        task.until_stopped().await;
        assert_eq!(order(&task.seen), ["+init", "-init", "-app"]);
    })
    .await;
}
