//! Tasks that cannot start, and containers that come to grief.

use super::world::{Task, task_of, with_engine};
use crate::runtime::Report;

async fn failure(task: &mut Task) -> (Option<String>, String) {
    let failed = task.until(|report| matches!(report, Report::Failed { .. })).await;
    let Report::Failed {
        container,
        reason,
        was_running,
    } = failed
    else {
        unreachable!("waited for")
    };
    assert!(!was_running);
    task.until_stopped().await;
    (container, reason)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_cannot_be_had_is_told_with_the_engines_words() {
    with_engine(async |world| {
        let mut container = world.container("app", "true");
        container.image = "127.0.0.1:9/nobody/nothing:1".to_owned();
        let mut task = world.start(task_of(vec![container]));
        let (container, reason) = failure(&mut task).await;
        assert_eq!(container.as_deref(), Some("app"));
        assert!(
            reason.starts_with("CannotPullContainerError: Error response from daemon: "),
            "{reason}"
        );
        assert!(reason.contains("127.0.0.1:9"), "{reason}");
        assert_eq!(task.exits()["app"], (None, Some(reason)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_not_there_is_told_with_the_engines_words_and_ends_the_others() {
    with_engine(async |world| {
        let mut missing = world.container("missing", "");
        missing.command = Some(vec!["/no/such/program".to_owned()]);
        let other = world.container("other", "sleep 600 & trap 'exit 4' TERM; wait");
        let mut task = world.start(task_of(vec![other, missing]));
        let failed = task.until(|report| matches!(report, Report::Failed { .. })).await;
        let Report::Failed {
            container, reason, ..
        } = failed
        else {
            unreachable!("waited for")
        };
        assert_eq!(container.as_deref(), Some("missing"));
        assert!(
            reason.starts_with("CannotStartContainerError: Error response from daemon: "),
            "{reason}"
        );
        assert!(reason.contains("/no/such/program"), "{reason}");
        task.until_stopped().await;
        let exits = task.exits();
        assert_eq!(exits["missing"], (None, Some(reason)));
        assert_eq!(exits.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_beyond_its_memory_is_told_as_out_of_memory() {
    with_engine(async |world| {
        let mut container = world.container("app", "dd if=/dev/zero of=/dev/null bs=64M count=1");
        container.memory = Some(16);
        let mut task = world.start(task_of(vec![container]));
        task.until_stopped().await;
        let (exit_code, reason) = &task.exits()["app"];
        assert_eq!(
            reason.as_deref(),
            Some("OutOfMemoryError: Container killed due to memory usage")
        );
        assert_eq!(*exit_code, Some(137));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_somebody_removes_has_ended() {
    with_engine(async |world| {
        let mut task = world.start(task_of(vec![world.container("app", "sleep 600")]));
        let Report::ContainerStarted { runtime_id, .. } = task.until_started("app").await else {
            unreachable!("waited for")
        };
        let options = bollard::query_parameters::RemoveContainerOptionsBuilder::new()
            .force(true)
            .build();
        world
            .docker
            .remove_container(&runtime_id, Some(options))
            .await
            .expect("removed");
        task.until_stopped().await;
        assert_eq!(task.exits()["app"].0, Some(137));
    })
    .await;
}
