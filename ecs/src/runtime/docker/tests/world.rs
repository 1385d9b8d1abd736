//! An engine, an image to run and a runtime of its own for each test; all of it is removed whatever becomes of the test.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::time::Duration;

use bollard::models::ContainerSummary;
use bollard::query_parameters::{
    CreateImageOptionsBuilder, ListContainersOptionsBuilder, ListNetworksOptionsBuilder,
    RemoveContainerOptionsBuilder, RemoveImageOptions,
};
use bollard::{Docker, body_full};
use clap::Parser;
use futures::{FutureExt, StreamExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_tar::{Builder, EntryType, Header};

use crate::instance::LABEL;
use crate::logs::Logs;
use crate::logs::fake::FakeLogs;
use crate::place::Place;
use crate::runtime::docker::relay::{RelayOptions, run};
use crate::runtime::docker::{DockerRuntime, RelaySource, Settings, bridge_address, connect};
use crate::runtime::{AwsLogs, ContainerLaunch, Launch, Report, Reports, Runtime, TaskKey};

/// A program with many names that needs nothing else.
const BUSYBOX: &str = "/bin/busybox";

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The group that the containers of [`World::container`] write to.
pub(super) const GROUP: &str = "/ecs/test";

pub(super) struct World {
    pub(super) docker: Docker,
    pub(super) runtime: DockerRuntime,
    pub(super) logs: FakeLogs,
    pub(super) instance: String,
    image: String,
}

/// What a task reports.
pub(super) struct Task {
    pub(super) key: TaskKey,
    reports: UnboundedReceiver<(TaskKey, Report)>,
    pub(super) seen: Vec<Report>,
}

#[derive(Parser)]
struct Relay {
    #[command(flatten)]
    options: RelayOptions,
}

/// What the containers of relays run: this very test program, told to run this test.
#[test]
#[ignore = "runs in the container of a relay only"]
fn a_relay() {
    let Relay { options } = Relay::parse_from(["relay"]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(run(options)).expect("it relays");
}

/// Runs the test where there is an engine. The agent, if the test has one, listens where containers reach it.
pub(super) async fn with_engine(test: impl AsyncFnOnce(&World)) {
    with_engine_at(None, false, async |world, _| test(world).await).await;
}

pub(super) async fn with_agent(test: impl AsyncFnOnce(&World, TcpListener)) {
    with_engine_at(None, true, async |world, agent| {
        test(world, agent.expect("a listener")).await;
    })
    .await;
}

/// The same, where the runtime reaches the engine by that socket.
pub(super) async fn with_engine_at(
    socket: Option<&Path>,
    with_agent: bool,
    test: impl AsyncFnOnce(&World, Option<TcpListener>),
) {
    let docker = match connect().await {
        Ok(docker) if Path::new(BUSYBOX).exists() => docker,
        Ok(_) => return skip(&format!("there is no {BUSYBOX} to make an image of")),
        Err(error) => return skip(&error.to_string()),
    };
    let instance = format!("test-{:08x}", fastrand::u32(..));
    let agent = if with_agent {
        let bridge = bridge_address(&docker).await.expect("a bridge");
        Some(
            TcpListener::bind((bridge, 0))
                .await
                .expect("a listener on the bridge"),
        )
    } else {
        None
    };
    let image = format!("local-ecs/{instance}:latest");
    make_image(&docker, &image).await;
    let logs = FakeLogs::start().await;
    logs.group(GROUP);
    let settings = Settings {
        instance: instance.clone(),
        agent: agent
            .as_ref()
            .map(|agent| agent.local_addr().expect("its address")),
        own_container: None,
        relay: RelaySource::Program {
            path: "/proc/self/exe".into(),
            arguments: [
                "--exact",
                "runtime::docker::tests::world::a_relay",
                "--ignored",
                "--nocapture",
            ]
            .map(str::to_owned)
            .to_vec(),
        },
    };
    let to_engine = match socket {
        Some(socket) => {
            Docker::connect_with_unix(&socket.display().to_string(), 120, &docker.client_version())
                .expect("a client")
        }
        None => docker.clone(),
    };
    let world = World {
        runtime: DockerRuntime::new(to_engine, settings, Logs::new(logs.localstack.clone())),
        docker,
        logs,
        instance,
        image,
    };
    let tested = AssertUnwindSafe(test(&world, agent)).catch_unwind().await;
    world.runtime.end().await;
    let left = world.clear().await;
    match tested {
        Ok(()) => assert!(left.is_empty(), "left behind: {left:?}"),
        Err(panic) => resume_unwind(panic),
    }
}

#[expect(clippy::print_stderr, reason = "a test that is skipped must show")]
fn skip(why: &str) {
    let test = std::thread::current();
    eprintln!("SKIPPED {}: {why}", test.name().unwrap_or_default());
}

/// An image of busybox alone, under all the names that the tests use.
async fn make_image(docker: &Docker, image: &str) {
    let mut archive = Builder::new(Vec::new());
    let program = tokio::fs::read(BUSYBOX).await.expect("busybox");
    let mut header = Header::new_gnu();
    header.set_mode(0o755);
    header.set_size(program.len() as u64);
    archive
        .append_data(&mut header, "bin/busybox", &program[..])
        .await
        .expect("added");
    for name in [
        "sh", "sleep", "echo", "cat", "nc", "wget", "true", "false", "dd", "seq", "env", "id", "hostname",
        "tail", "grep",
    ] {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Symlink);
        header.set_size(0);
        header.set_mode(0o777);
        header.set_link_name("busybox").expect("a link");
        archive
            .append_data(&mut header, format!("bin/{name}"), &[][..])
            .await
            .expect("added");
    }
    let archive = archive.into_inner().await.expect("whole");
    let options = CreateImageOptionsBuilder::new()
        .from_src("-")
        .repo(image)
        .changes(vec!["ENV PATH=/bin".to_owned()])
        .build();
    let mut answers = docker.create_image(Some(options), Some(body_full(archive.into())), None);
    while let Some(answer) = answers.next().await {
        answer.expect("imported");
    }
}

/// A task of those containers in the cluster `default`.
pub(super) fn task_of(containers: Vec<ContainerLaunch>) -> Launch {
    let place = Place::new("000000000001", "us-east-1");
    let id = format!("{:032x}", fastrand::u128(..));
    Launch {
        task_arn: place.ecs_arn(&format!("task/default/{id}")),
        cluster_arn: place.ecs_arn("cluster/default"),
        task: TaskKey { place, id },
        cluster: "default".to_owned(),
        family: "app".to_owned(),
        revision: 3,
        network_mode: "bridge".to_owned(),
        execution_role_arn: None,
        task_role_arn: None,
        containers,
    }
}

impl World {
    /// A container that runs the script, and writes to the group.
    pub(super) fn container(&self, name: &str, script: &str) -> ContainerLaunch {
        ContainerLaunch {
            name: name.to_owned(),
            image: self.image.clone(),
            command: Some(["sh", "-c", script].map(str::to_owned).to_vec()),
            essential: true,
            stop_timeout: Duration::from_secs(30),
            logs: Some(AwsLogs {
                region: "us-east-1".to_owned(),
                group: GROUP.to_owned(),
                stream: format!("app/{name}"),
                create_group: false,
            }),
            ..ContainerLaunch::default()
        }
    }

    pub(super) fn start(&self, launch: Launch) -> Task {
        let (sender, reports) = Reports::channel();
        let key = launch.task.clone();
        self.runtime.start(launch, sender);
        Task {
            key,
            reports,
            seen: Vec::new(),
        }
    }

    /// The lines of a container's stream.
    pub(super) fn lines(&self, container: &str) -> Vec<String> {
        self.logs.texts(GROUP, &format!("app/{container}"))
    }

    /// Waits until the container has printed that line.
    pub(super) async fn printed(&self, container: &str, line: &str) {
        let printed = async {
            for count in 1.. {
                if self.lines(container).iter().any(|text| text == line) {
                    return;
                }
                self.logs.wait_for("PutLogEvents", count).await;
            }
        };
        tokio::time::timeout(PATIENCE, printed)
            .await
            .expect("it is printed");
    }

    /// The instance's containers, running or not.
    pub(super) async fn containers(&self) -> Vec<ContainerSummary> {
        let options = ListContainersOptionsBuilder::new()
            .all(true)
            .filters(&self.filters())
            .build();
        self.docker.list_containers(Some(options)).await.expect("listed")
    }

    /// The ids of the instance's networks.
    pub(super) async fn networks(&self) -> Vec<String> {
        let options = ListNetworksOptionsBuilder::new().filters(&self.filters()).build();
        let networks = self.docker.list_networks(Some(options)).await.expect("listed");
        networks.into_iter().filter_map(|network| network.id).collect()
    }

    fn filters(&self) -> HashMap<&'static str, Vec<String>> {
        HashMap::from([("label", vec![format!("{LABEL}={}", self.instance)])])
    }

    /// Removes what is left, and says what it was.
    async fn clear(&self) -> Vec<String> {
        let mut left = Vec::new();
        for container in self.containers().await {
            let id = container.id.expect("an id");
            let options = RemoveContainerOptionsBuilder::new().force(true).build();
            let _ = self.docker.remove_container(&id, Some(options)).await;
            left.push(format!("container {:?}", container.names));
        }
        for network in self.networks().await {
            let _ = self.docker.remove_network(&network).await;
            left.push(format!("network {network}"));
        }
        self.docker
            .remove_image(&self.image, None::<RemoveImageOptions>, None)
            .await
            .expect("the image is removed");
        left
    }
}

impl Task {
    /// The next report.
    pub(super) async fn next(&mut self) -> Report {
        let next = tokio::time::timeout(PATIENCE, self.reports.recv()).await;
        let Ok(Some((key, report))) = next else {
            panic!("no report came after {:#?}", self.seen);
        };
        assert_eq!(key, self.key);
        self.seen.push(report.clone());
        report
    }

    /// Waits for a report of that kind.
    pub(super) async fn until(&mut self, wanted: impl Fn(&Report) -> bool) -> Report {
        loop {
            let report = self.next().await;
            if wanted(&report) {
                return report;
            }
            assert_ne!(report, Report::Stopped, "it stopped: {:#?}", self.seen);
        }
    }

    /// Waits until the container runs.
    pub(super) async fn until_started(&mut self, name: &str) -> Report {
        self.until(|report| matches!(report, Report::ContainerStarted { container, .. } if container == name))
            .await
    }

    /// Waits for the end.
    pub(super) async fn until_stopped(&mut self) -> &[Report] {
        self.until(|report| *report == Report::Stopped).await;
        assert!(self.reports.try_recv().is_err(), "a report came after the last");
        &self.seen
    }

    /// How the containers ended, by name.
    pub(super) fn exits(&self) -> BTreeMap<String, (Option<i32>, Option<String>)> {
        let mut exits = BTreeMap::new();
        for report in &self.seen {
            if let Report::ContainerStopped {
                container,
                exit_code,
                reason,
            } = report
            {
                let twice = exits.insert(container.clone(), (*exit_code, reason.clone()));
                assert_eq!(twice, None, "{container} ended twice");
            }
        }
        exits
    }
}

/// Answers HTTP/1.0 on the listener with what `answer` makes of the request's first line.
pub(super) fn answer(
    listener: TcpListener,
    answer: impl Fn(&str) -> String + Send + Sync + 'static,
) -> SocketAddr {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        loop {
            let (connection, _) = listener.accept().await.expect("a connection");
            let mut connection = BufReader::new(connection);
            let mut first = String::new();
            connection.read_line(&mut first).await.expect("a request");
            let mut line = String::new();
            while connection.read_line(&mut line).await.expect("headers") > 2 {
                line.clear();
            }
            let body = answer(first.trim());
            let response = format!("HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            connection.write_all(response.as_bytes()).await.expect("answered");
        }
    });
    address
}
