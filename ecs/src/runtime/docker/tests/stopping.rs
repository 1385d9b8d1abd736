//! How tasks are stopped and killed.

use std::time::{Duration, Instant};

use super::world::{task_of, with_engine};
use crate::runtime::{Dependency, Report, Runtime};

/// Says that it is ready, and ends as told when it is asked to.
fn polite(answer: &str) -> String {
    format!("trap '{answer}' TERM; echo ready; while :; do sleep 0.05; done")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_is_asked_to_end_and_tells_its_own_exit_code() {
    with_engine(async |world| {
        let mut task = world.start(task_of(vec![world.container("app", &polite("echo bye; exit 7"))]));
        task.until_started("app").await;
        world.printed("app", "ready").await;
        world.runtime.stop(&task.key);
        world.runtime.stop(&task.key);
        task.until_stopped().await;
        assert_eq!(task.exits()["app"], (Some(7), None));
        assert_eq!(world.lines("app"), ["ready", "bye"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_does_not_end_is_killed_after_its_stop_timeout() {
    with_engine(async |world| {
        let mut container = world.container("app", &polite("echo no"));
        container.stop_timeout = Duration::from_secs(2);
        let mut task = world.start(task_of(vec![container]));
        task.until_started("app").await;
        world.printed("app", "ready").await;
        let asked = Instant::now();
        world.runtime.stop(&task.key);
        task.until_stopped().await;
        assert!(asked.elapsed() >= Duration::from_secs(2), "{:?}", asked.elapsed());
        assert_eq!(task.exits()["app"], (Some(137), None));
        assert_eq!(world.lines("app"), ["ready", "no"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_cuts_a_stop_short() {
    with_engine(async |world| {
        let mut task = world.start(task_of(vec![world.container("app", &polite("echo no"))]));
        task.until_started("app").await;
        let asked = Instant::now();
        world.runtime.stop(&task.key);
        tokio::time::sleep(Duration::from_millis(300)).await;
        world.runtime.kill(&task.key);
        task.until_stopped().await;
        assert!(asked.elapsed() < Duration::from_secs(25), "{:?}", asked.elapsed());
        assert_eq!(task.exits()["app"].0, Some(137));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_stopped_while_it_starts_ends_and_leaves_nothing() {
    with_engine(async |world| {
        for delay in [0, 20, 60, 150, 300] {
            let mut task = world.start(task_of(vec![world.container("app", "sleep 600")]));
            tokio::time::sleep(Duration::from_millis(delay)).await;
            world.runtime.kill(&task.key);
            task.until_stopped().await;
            assert_eq!(task.exits().len(), 1);
            assert!(
                !task
                    .seen
                    .iter()
                    .any(|report| matches!(report, Report::Failed { .. })),
                "{:?}",
                task.seen
            );
        }
        assert!(world.containers().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn containers_end_in_the_reverse_order_of_their_dependencies() {
    with_engine(async |world| {
        let base = world.container("base", &polite("exit 1"));
        let mut app = world.container("app", &polite("sleep 0.5; exit 2"));
        app.depends_on = vec![Dependency {
            container: "base".to_owned(),
            condition: "START".to_owned(),
        }];
        let mut task = world.start(task_of(vec![app, base]));
        task.until_started("base").await;
        task.until_started("app").await;
        for container in ["base", "app"] {
            world.printed(container, "ready").await;
        }
        world.runtime.stop(&task.key);
        task.until_stopped().await;
        let ended: Vec<&str> = task
            .seen
            .iter()
            .filter_map(|report| match report {
                Report::ContainerStopped { container, .. } => Some(container.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(ended, ["app", "base"]);
        assert_eq!(
            (task.exits()["app"].0, task.exits()["base"].0),
            (Some(2), Some(1))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_runtime_leaves_nothing_and_takes_no_more_tasks() {
    with_engine(async |world| {
        let mut tasks = Vec::new();
        for cluster in ["one", "two"] {
            let mut launch = task_of(vec![world.container(cluster, &polite("echo no"))]);
            launch.cluster_arn = launch.task.place.ecs_arn(&format!("cluster/{cluster}"));
            launch.cluster = cluster.to_owned();
            tasks.push(world.start(launch));
        }
        tasks[0].until_started("one").await;
        tasks[1].until_started("two").await;
        assert_eq!(world.networks().await.len(), 2);
        world.runtime.end().await;
        assert!(world.containers().await.is_empty());
        assert!(world.networks().await.is_empty());
        for task in &mut tasks {
            task.until_stopped().await;
        }
        let mut late = world.start(task_of(vec![world.container("app", "true")]));
        assert!(matches!(late.next().await, Report::Failed { .. }));
        late.until_stopped().await;
    })
    .await;
}
