//! Output and exit codes.

use super::world::{GROUP, task_of, with_engine};
use crate::runtime::{Report, Runtime};

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_dies_at_once_loses_no_line_and_tells_its_exit_code() {
    with_engine(async |world| {
        let script = "seq 1 2000; echo err >&2; printf unfinished; exit 3";
        let mut task = world.start(task_of(vec![world.container("app", script)]));
        task.until_stopped().await;
        let mut expected: Vec<String> = (1..=2000).map(|number| number.to_string()).collect();
        let lines = world.lines("app");
        let (stderr, stdout): (Vec<String>, Vec<String>) = lines.into_iter().partition(|line| line == "err");
        expected.push("unfinished".to_owned());
        assert_eq!(stdout, expected);
        assert_eq!(stderr.len(), 1);
        let kinds: Vec<String> = task
            .seen
            .iter()
            .map(|report| {
                let text = format!("{report:?}");
                text.split([' ', '{']).next().unwrap_or_default().to_owned()
            })
            .collect();
        assert_eq!(
            kinds,
            [
                "PullStarted",
                "PullStopped",
                "ContainerStarted",
                "ContainerStopped",
                "Stopped"
            ]
        );
        assert_eq!(task.exits()["app"], (Some(3), None));
        assert!(world.containers().await.is_empty(), "the container is removed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_of_output_is_delivered_whole_before_the_end_is_told() {
    with_engine(async |world| {
        let script = "seq 1 60000";
        let mut task = world.start(task_of(vec![world.container("app", script)]));
        task.until(|report| matches!(report, Report::ContainerStopped { .. }))
            .await;
        let lines = world.lines("app");
        assert_eq!(lines.len(), 60_000);
        assert!(
            lines
                .iter()
                .enumerate()
                .all(|(index, line)| *line == (index + 1).to_string())
        );
        task.until_stopped().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_gets_what_its_definition_says() {
    with_engine(async |world| {
        let mut container = world.container(
            "app",
            "env | grep COLOUR; id -u; hostname; pwd; touch /x 2>/dev/null || echo read-only; sleep 60",
        );
        container.environment = [("COLOUR".to_owned(), "light blue = 1".to_owned())].into();
        container.user = Some("1234".to_owned());
        container.hostname = Some("box".to_owned());
        container.working_directory = Some("/bin".to_owned());
        container.readonly_root_filesystem = true;
        container.cpu = 256;
        container.memory = Some(64);
        container.memory_reservation = Some(32);
        container.labels = [("team".to_owned(), "blue".to_owned())].into();
        let launch = task_of(vec![container]);
        let (arn, id) = (launch.task_arn.clone(), launch.task.id.clone());
        let mut task = world.start(launch);
        let Report::ContainerStarted {
            runtime_id,
            image_digest,
            ..
        } = task.until_started("app").await
        else {
            unreachable!("waited for")
        };
        assert!(image_digest.is_some_and(|digest| digest.starts_with("sha256:")));
        let inspected = world
            .docker
            .inspect_container(&runtime_id, None)
            .await
            .expect("it is there");
        assert_eq!(inspected.name, Some(format!("/ecs-app-3-app-{id}")));
        let config = inspected.config.expect("a configuration");
        let labels = config.labels.expect("labels");
        let label = |name: &str| labels.get(name).map(String::as_str);
        assert_eq!(label("com.amazonaws.ecs.task-arn"), Some(&*arn));
        assert_eq!(label("com.amazonaws.ecs.cluster"), Some("default"));
        assert_eq!(label("com.amazonaws.ecs.container-name"), Some("app"));
        assert_eq!(label("com.amazonaws.ecs.task-definition-family"), Some("app"));
        assert_eq!(label("com.amazonaws.ecs.task-definition-version"), Some("3"));
        assert_eq!(label("team"), Some("blue"));
        assert_eq!(label(crate::instance::LABEL), Some(&*world.instance));
        let host = inspected.host_config.expect("a host configuration");
        assert_eq!(host.cpu_shares, Some(256));
        assert_eq!(host.memory, Some(64 << 20));
        assert_eq!(host.memory_reservation, Some(32 << 20));
        world.printed("app", "read-only").await;
        world.runtime.kill(&task.key);
        task.until_stopped().await;
        assert_eq!(
            world.lines("app"),
            ["COLOUR=light blue = 1", "1234", "box", "/bin", "read-only"]
        );
        assert_eq!(task.exits()["app"].0, Some(137));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_does_not_start_where_its_log_group_is_missing() {
    with_engine(async |world| {
        let mut container = world.container("app", "true");
        if let Some(logs) = &mut container.logs {
            logs.group = format!("{GROUP}/missing");
        }
        let mut task = world.start(task_of(vec![container]));
        let failed = task.until(|report| matches!(report, Report::Failed { .. })).await;
        let Report::Failed {
            reason, was_running, ..
        } = failed
        else {
            unreachable!("waited for")
        };
        assert!(
            reason.starts_with("ResourceInitializationError: failed to validate logger args"),
            "{reason}"
        );
        assert!(!was_running);
        task.until_stopped().await;
        assert!(
            !task
                .seen
                .iter()
                .any(|report| matches!(report, Report::ContainerStarted { .. }))
        );
    })
    .await;
}
