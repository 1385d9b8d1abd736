//! Tasks of real processes, with their output in CloudWatch Logs of the tests.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;

use super::ProcessRuntime;
use crate::instance;
use crate::logs::Logs;
use crate::logs::fake::FakeLogs;
use crate::place::Place;
use crate::reap::processes_with;
use crate::runtime::{
    AwsLogs, ContainerLaunch, Dependency, HealthCheck, Launch, PortMapping, Report, Reports, Runtime, TaskKey,
};

/// What never comes fails a test by then.
const PATIENCE: Duration = Duration::from_secs(60);

async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it comes in time")
}

/// A runtime with an instance of the test's own, in which the image `sh` is a shell.
struct Stage {
    fake: FakeLogs,
    runtime: ProcessRuntime,
    instance: String,
    reports: Reports,
    received: UnboundedReceiver<(TaskKey, Report)>,
}

impl Stage {
    async fn set() -> Self {
        let fake = FakeLogs::start().await;
        fake.group("/ecs");
        let logs = Logs::new(fake.localstack.clone());
        let instance = format!("test-{:016x}", fastrand::u64(..));
        let programs = ["sh=/bin/sh -c".parse().expect("a program")]
            .into_iter()
            .collect();
        let (reports, received) = Reports::channel();
        Self {
            fake,
            runtime: ProcessRuntime::new(programs, logs, &instance),
            instance,
            reports,
            received,
        }
    }

    fn start(&self, containers: Vec<ContainerLaunch>) -> TaskKey {
        let launch = launch(containers);
        let task = launch.task.clone();
        self.runtime.start(launch, self.reports.clone());
        task
    }

    /// The next report, in short.
    async fn report(&mut self) -> String {
        let (_, report) = soon(self.received.recv()).await.expect("a report");
        match report {
            Report::ContainerStarted { container, .. } => format!("{container} started"),
            Report::ContainerStopped {
                container,
                exit_code: Some(code),
                reason: None,
            } => format!("{container} stopped {code}"),
            Report::ContainerStopped {
                container,
                exit_code: None,
                reason: None,
            } => format!("{container} never ran"),
            Report::ContainerHealth { container, healthy } => {
                format!("{container} {}", if healthy { "healthy" } else { "unhealthy" })
            }
            Report::Failed {
                container,
                reason,
                was_running,
            } => format!("{container:?} failed ({reason}), running before: {was_running}"),
            report => format!("{report:?}"),
        }
    }

    /// The reports until that one, without it.
    async fn until(&mut self, last: &str) -> Vec<String> {
        let mut reports = Vec::new();
        loop {
            let report = self.report().await;
            if report == last {
                return reports;
            }
            assert_ne!(report, "Stopped", "after {reports:?}");
            reports.push(report);
        }
    }

    /// All reports up to the last, without what every task begins with.
    async fn rest(&mut self) -> Vec<String> {
        let mut reports = self.until("Stopped").await;
        reports.retain(|report| !report.starts_with("Pull"));
        assert!(self.received.try_recv().is_err(), "nothing follows");
        reports
    }

    fn output(&self, container: &str) -> Vec<String> {
        self.fake.texts("/ecs", container)
    }

    /// Waits until the container has printed that line.
    async fn printed(&self, container: &str, line: &str) {
        let printed = async {
            for count in 1.. {
                if self.output(container).iter().any(|text| text == line) {
                    return;
                }
                self.fake.wait_for("PutLogEvents", count).await;
            }
        };
        soon(printed).await;
    }

    fn processes(&self) -> Vec<(i32, String)> {
        processes_with(instance::VARIABLE, &self.instance)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for (process, _) in self.processes() {
            crate::reap::kill(process);
        }
        let _ = std::fs::remove_dir_all(instance::folder(&self.instance));
    }
}

fn launch(containers: Vec<ContainerLaunch>) -> Launch {
    Launch {
        task: TaskKey {
            place: Place::new("111122223333", "us-east-1"),
            id: format!("{:032x}", fastrand::u128(..)),
        },
        task_arn: String::new(),
        cluster_arn: String::new(),
        cluster: "default".to_owned(),
        family: "worker".to_owned(),
        revision: 1,
        network_mode: "awsvpc".to_owned(),
        execution_role_arn: None,
        task_role_arn: None,
        containers,
    }
}

/// A container that runs the script; its output goes to the stream of its name.
fn container(name: &str, script: &str) -> ContainerLaunch {
    ContainerLaunch {
        name: name.to_owned(),
        image: "sh".to_owned(),
        command: Some(vec![script.to_owned()]),
        essential: true,
        stop_timeout: PATIENCE,
        logs: Some(AwsLogs {
            region: "us-east-1".to_owned(),
            group: "/ecs".to_owned(),
            stream: name.to_owned(),
            create_group: false,
        }),
        ..ContainerLaunch::default()
    }
}

fn after(mut container: ContainerLaunch, other: &str, condition: &str) -> ContainerLaunch {
    container.depends_on.push(Dependency {
        container: other.to_owned(),
        condition: condition.to_owned(),
    });
    container
}

/// Runs until SIGTERM, and then says so and exits with 0.
const PATIENT: &str = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done";

#[tokio::test]
async fn a_task_is_reported_from_its_start_to_its_exit_code() {
    let mut stage = Stage::set().await;
    let mut main = container("main", "echo out; echo err >&2; exit 3");
    main.port_mappings = vec![PortMapping {
        container_port: 8080,
        host_port: Some(80),
        protocol: "tcp".to_owned(),
    }];
    let task = stage.start(vec![main]);
    let mut reports = Vec::new();
    loop {
        let (of, report) = soon(stage.received.recv()).await.expect("a report");
        assert_eq!(of, task);
        let last = report == Report::Stopped;
        if last {
            // All that it printed is there before the last report.
            let mut output = stage.output("main");
            output.sort();
            assert_eq!(output, ["err", "out"]);
        }
        reports.push(report);
        if last {
            break;
        }
    }
    let Report::ContainerStarted {
        runtime_id, bindings, ..
    } = &reports[2]
    else {
        panic!("{reports:?}")
    };
    assert!(runtime_id.parse::<i32>().is_ok_and(|id| id > 1));
    assert_eq!(
        (
            &*bindings[0].bind_ip,
            bindings[0].container_port,
            bindings[0].host_port
        ),
        ("127.0.0.1", 8080, 8080)
    );
    assert_eq!(reports[..2], [Report::PullStarted, Report::PullStopped]);
    let stopped = Report::ContainerStopped {
        container: "main".to_owned(),
        exit_code: Some(3),
        reason: None,
    };
    assert_eq!(reports[3..], [stopped, Report::Stopped]);
}

#[tokio::test]
async fn all_output_of_a_task_that_dies_at_once_is_delivered() {
    let mut stage = Stage::set().await;
    let script = "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; printf last; kill -9 $$";
    stage.start(vec![container("main", script)]);
    assert_eq!(stage.rest().await, ["main started", "main stopped 137"]);
    let mut expected: Vec<String> = (0..20_000).map(|line| format!("line {line}")).collect();
    expected.push("last".to_owned());
    assert!(
        stage.output("main") == expected,
        "{} lines",
        stage.output("main").len()
    );
}

#[tokio::test]
async fn a_process_has_the_containers_environment_and_a_folder_of_its_own() {
    let mut stage = Stage::set().await;
    let script = "env; echo FOLDER=$(pwd); echo FILES=$(ls -A); echo > file; read line || echo no stdin";
    let mut main = container("main", script);
    main.environment = BTreeMap::from([("QUEUE_NAME".to_owned(), "two words".to_owned())]);
    let task = stage.start(vec![main]);
    assert_eq!(stage.rest().await, ["main started", "main stopped 0"]);
    let output = stage.output("main");
    let mut environment: BTreeMap<&str, &str> =
        output.iter().filter_map(|line| line.split_once('=')).collect();
    assert_eq!(environment.remove("QUEUE_NAME"), Some("two words"));
    assert_eq!(environment.remove(instance::VARIABLE), Some(&*stage.instance));
    let of_container = environment
        .remove(instance::CONTAINER_VARIABLE)
        .expect("its mark");
    assert!(of_container.contains(&task.id), "{of_container}");
    assert_eq!(environment.remove("FILES"), Some(""));
    let folder = environment.remove("FOLDER").expect("a folder").to_owned();
    assert!(
        folder.contains(&stage.instance) && folder.contains(&task.id),
        "{folder}"
    );
    assert!(!std::path::Path::new(&folder).exists(), "{folder} is removed");
    assert_eq!(environment.remove("PATH"), std::env::var("PATH").ok().as_deref());
    assert!(output.contains(&"no stdin".to_owned()));
    // The shell adds PWD and others of its own; cargo's variables are what this process has.
    assert!(std::env::var("CARGO_MANIFEST_DIR").is_ok());
    let others = environment.keys().filter(|name| name.starts_with("CARGO"));
    assert_eq!(others.count(), 0, "{environment:?}");
}

#[tokio::test]
async fn an_image_that_stands_for_no_program_fails_the_task() {
    let mut stage = Stage::set().await;
    let mut unmapped = container("other", "true");
    unmapped.image = "worker:1".to_owned();
    stage.start(vec![container("main", PATIENT), unmapped]);
    let reports = stage.until("Stopped").await;
    assert_eq!(reports[0], "PullStarted");
    assert!(
        reports[1].starts_with("Some(\"other\") failed (CannotPullContainerError: ")
            && reports[1].contains("--program 'worker:1=<command>'")
            && reports[1].ends_with("running before: false"),
        "{reports:?}"
    );
    assert_eq!(reports[2..], ["main never ran", "other never ran"]);
}

#[tokio::test]
async fn a_program_that_is_not_there_fails_the_task_and_ends_the_rest() {
    let mut stage = Stage::set().await;
    let mut absent = after(container("absent", ""), "main", "START");
    absent.entry_point = Some(vec!["/no/such/program".to_owned()]);
    stage.start(vec![container("main", PATIENT), absent]);
    let reports = stage.rest().await;
    assert_eq!(
        reports[..2],
        [
            "main started",
            "Some(\"absent\") failed (CannotStartContainerError: /no/such/program: No such file or directory (os \
             error 2)), running before: false",
        ]
    );
    assert!(reports.contains(&"absent never ran".to_owned()), "{reports:?}");
    // Asked to end, before or after its trap was set.
    let stopped = reports
        .iter()
        .any(|report| report == "main stopped 0" || report == "main stopped 143");
    assert!(stopped, "{reports:?}");
}

#[tokio::test]
async fn a_missing_log_group_keeps_the_container_from_starting() {
    let mut stage = Stage::set().await;
    stage.fake.remove_group("/ecs");
    let mark = tempfile::NamedTempFile::new().expect("a file");
    let script = format!("echo ran > {}", mark.path().display());
    stage.start(vec![container("main", &script)]);
    assert_eq!(
        stage.rest().await,
        [
            "Some(\"main\") failed (ResourceInitializationError: failed to validate logger args: failed to create \
             Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.), running \
             before: false",
            "main never ran",
        ]
    );
    assert_eq!(std::fs::read(mark.path()).expect("read"), b"");
}

#[tokio::test]
async fn a_log_group_that_was_removed_meanwhile_fails_the_task_soon_after() {
    let mut stage = Stage::set().await;
    stage.start(vec![container("main", "true")]);
    assert_eq!(stage.rest().await, ["main started", "main stopped 0"]);
    stage.fake.remove_group("/ecs");
    stage.start(vec![container("main", "sleep 600")]);
    let reports = stage.rest().await;
    assert_eq!(reports[0], "main started");
    assert!(
        reports[1].contains("failed (ResourceInitializationError: ") && reports[1].ends_with("before: true"),
        "{reports:?}"
    );
    assert_eq!(reports[2..], ["main stopped 143"]);
}

#[tokio::test]
async fn a_container_without_logs_runs_as_well() {
    let mut stage = Stage::set().await;
    let mut main = container("main", "echo unseen");
    main.logs = None;
    stage.start(vec![main]);
    assert_eq!(stage.rest().await, ["main started", "main stopped 0"]);
    assert_eq!(stage.fake.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_stop_is_sigterm_and_the_output_after_it_is_delivered() {
    let mut stage = Stage::set().await;
    let task = stage.start(vec![container("main", PATIENT)]);
    stage.until("main started").await;
    stage.printed("main", "up").await;
    stage.runtime.stop(&task);
    stage.runtime.stop(&task);
    assert_eq!(stage.rest().await, ["main stopped 0"]);
    assert_eq!(stage.output("main"), ["up", "bye"]);
}

#[tokio::test]
async fn who_ignores_sigterm_is_killed_after_the_stop_timeout() {
    let mut stage = Stage::set().await;
    let mut main = container("main", "trap '' TERM; echo up; while :; do sleep 0.05; done");
    main.stop_timeout = Duration::from_millis(400);
    let task = stage.start(vec![main]);
    stage.until("main started").await;
    stage.printed("main", "up").await;
    let begun = Instant::now();
    stage.runtime.stop(&task);
    assert_eq!(stage.rest().await, ["main stopped 137"]);
    let took = begun.elapsed();
    assert!(
        (Duration::from_millis(400)..Duration::from_secs(25)).contains(&took),
        "{took:?}"
    );
}

#[tokio::test]
async fn a_kill_does_not_wait_also_after_a_stop() {
    let mut stage = Stage::set().await;
    let task = stage.start(vec![container(
        "main",
        "trap '' TERM; echo up; while :; do sleep 0.05; done",
    )]);
    stage.until("main started").await;
    stage.printed("main", "up").await;
    stage.runtime.stop(&task);
    stage.runtime.kill(&task);
    assert_eq!(stage.rest().await, ["main stopped 137"]);
}

#[tokio::test]
async fn containers_start_after_those_they_depend_on_and_stop_before_them() {
    let mut stage = Stage::set().await;
    let task = stage.start(vec![
        after(container("c", PATIENT), "b", "START"),
        after(container("b", PATIENT), "a", "SUCCESS"),
        after(container("b2", PATIENT), "b", "START"),
        container("a", "exit 0"),
    ]);
    let started = stage.until("b started").await;
    assert_eq!(started[2..], ["a started", "a stopped 0"]);
    for container in ["b", "b2", "c"] {
        stage.printed(container, "up").await;
    }
    stage.runtime.stop(&task);
    let mut stopped = stage.rest().await;
    stopped.retain(|report| !report.ends_with("started"));
    assert_eq!(stopped.len(), 3, "{stopped:?}");
    assert_eq!(stopped[2], "b stopped 0", "after those that depend on it");
}

#[tokio::test]
async fn a_condition_that_cannot_be_met_fails_the_task() {
    let mut stage = Stage::set().await;
    let mut slow = container("slow", PATIENT);
    slow.start_timeout = Some(Duration::from_millis(200));
    for (other, condition, why) in [
        (
            container("other", "exit 1"),
            "SUCCESS",
            "it did not exit successfully",
        ),
        (
            container("other", "exit 1"),
            "HEALTHY",
            "it ended before it was healthy",
        ),
        (slow, "COMPLETE", "its start timeout has passed"),
    ] {
        let name = other.name.clone();
        stage.start(vec![after(container("main", "true"), &name, condition), other]);
        let reports = stage.rest().await;
        let expected = format!(
            "Some(\"main\") failed (CannotStartContainerError: container main depends on {condition} of {name}, and \
             {why}), running before: false"
        );
        assert!(reports.contains(&expected), "{reports:?}");
        assert!(reports.contains(&"main never ran".to_owned()), "{reports:?}");
    }
    stage.start(vec![after(container("main", "true"), "nobody", "START")]);
    let reports = stage.rest().await;
    assert!(reports[0].contains("there is no such container"), "{reports:?}");
}

#[tokio::test]
async fn health_is_what_the_check_says_and_others_wait_for_it() {
    let mut stage = Stage::set().await;
    let mut main = container("main", PATIENT);
    main.environment = BTreeMap::from([("FILE".to_owned(), "healthy".to_owned())]);
    main.health_check = Some(HealthCheck {
        // In the container's own folder, with its environment.
        command: vec!["CMD-SHELL".to_owned(), "test -e $FILE".to_owned()],
        interval: Duration::from_millis(30),
        timeout: Duration::from_secs(5),
        retries: 2,
        start_period: Duration::ZERO,
    });
    let script = "echo up; while ! [ -e ../0/healthy ]; do sleep 0.02; done";
    let task = stage.start(vec![
        main,
        after(container("waiting", "true"), "main", "HEALTHY"),
        container("maker", script),
    ]);
    let mut reports = stage.until("main unhealthy").await;
    // It starts beside the other, and may be the later one.
    reports.retain(|report| !report.starts_with("maker"));
    assert_eq!(reports, ["PullStarted", "PullStopped", "main started"]);
    let folder = instance::folder(&stage.instance);
    let of_task = std::fs::read_dir(folder)
        .expect("a folder")
        .next()
        .expect("the task's")
        .expect("read")
        .path();
    std::fs::write(of_task.join("0/healthy"), "").expect("written");
    let mut reports = stage.until("waiting stopped 0").await;
    reports.retain(|report| !report.starts_with("maker"));
    assert_eq!(reports, ["main healthy", "waiting started"]);
    stage.runtime.stop(&task);
    stage.rest().await;
}

#[tokio::test]
async fn a_health_check_that_hangs_is_a_failure_and_leaves_nothing() {
    let mut stage = Stage::set().await;
    let mut main = container("main", PATIENT);
    main.health_check = Some(HealthCheck {
        command: vec!["CMD".to_owned(), "sleep".to_owned(), "612".to_owned()],
        interval: Duration::from_millis(20),
        timeout: Duration::from_millis(50),
        retries: 1,
        start_period: Duration::ZERO,
    });
    let task = stage.start(vec![main]);
    stage.until("main unhealthy").await;
    stage.runtime.kill(&task);
    assert_eq!(stage.rest().await, ["main stopped 137"]);
    assert_eq!(stage.processes(), []);
}

#[tokio::test]
async fn whoever_outlives_its_container_is_killed_and_does_not_hold_the_task() {
    let mut stage = Stage::set().await;
    // One in the group, one that has left it, both with the pipe open.
    let script = "sleep 611 & setsid sh -c 'echo > left; exec sleep 613' & \
                  while ! [ -e left ]; do sleep 0.01; done; echo gone; exit 4";
    let begun = Instant::now();
    stage.start(vec![container("main", script)]);
    assert_eq!(stage.rest().await, ["main started", "main stopped 4"]);
    assert!(begun.elapsed() < PATIENCE);
    assert_eq!(stage.output("main"), ["gone"]);
    assert_eq!(stage.processes(), []);
}

#[tokio::test]
async fn a_pipe_that_a_stranger_holds_does_not_hold_the_task() {
    let mut stage = Stage::set().await;
    // Without its mark and out of its group it cannot be found any more; it ends by itself.
    let script = "env -i setsid sh -c 'i=0; while [ $i -lt 60 ]; do sleep 0.5; i=$((i+1)); done' & echo gone";
    let begun = Instant::now();
    stage.start(vec![container("main", script)]);
    assert_eq!(stage.rest().await, ["main started", "main stopped 0"]);
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert_eq!(stage.output("main"), ["gone"]);
}

#[tokio::test]
async fn the_end_leaves_neither_processes_nor_folders_and_nothing_starts_after_it() {
    let mut stage = Stage::set().await;
    for name in ["a", "b", "c"] {
        stage.start(vec![container(name, "setsid sleep 614 & echo up; sleep 615")]);
    }
    for name in ["a", "b", "c"] {
        stage.printed(name, "up").await;
    }
    assert!(stage.processes().len() >= 3);
    soon(stage.runtime.end()).await;
    assert_eq!(stage.processes(), []);
    assert!(!instance::folder(&stage.instance).exists());
    for _ in 0..3 {
        stage.until("Stopped").await;
    }
    stage.start(vec![container("main", "true")]);
    assert_eq!(stage.until("Stopped").await, Vec::<String>::new());
}
