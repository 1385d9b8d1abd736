//! Stopping local-ecs, however, leaves nothing of its tasks: the whole binary with tasks that are processes.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use local_ecs::instance::{LABEL, VARIABLE};
use local_ecs::reap::{Leftovers, Mark};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// What never comes fails a test by then.
const PATIENCE: Duration = Duration::from_secs(90);

/// Heeds no signal that can be ignored, and starts another process outside its group.
const STUBBORN: &str = r#"probe:1=/bin/sh -c "trap '' TERM INT HUP; setsid sleep 631 & wait; sleep 632""#;

/// How many processes a task of it is.
const PROCESSES: usize = 2;

/// A local-ecs, which is killed with the test.
struct LocalEcs {
    child: Child,
    address: String,
}

impl LocalEcs {
    fn start(instance: &str) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("local-ecs"));
        for (name, _) in std::env::vars() {
            if name.starts_with("LOCAL_ECS_") || name == "LOG" {
                command.env_remove(name);
            }
        }
        let mut child = command
            // Without a log configuration tasks need no LocalStack: nothing listens there.
            .args(["--listen", "127.0.0.1:0", "--localstack", "http://127.0.0.1:1"])
            .args(["--runtime", "process", "--program", STUBBORN])
            .args(["--instance", instance])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .strip_prefix("listening on http://")
            .unwrap_or_else(|| panic!("{line}"))
            .trim_end()
            .to_owned();
        Self { child, address }
    }

    /// Calls ECS, and takes no refusal.
    fn call(&self, operation: &str, body: &str) {
        let request = format!(
            "POST / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             X-Amz-Target: AmazonEC2ContainerServiceV20141113.{operation}\r\n\
             Content-Type: application/x-amz-json-1.1\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=123456789012/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=0a\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{operation}: {answer}");
    }

    /// Has a service run three tasks.
    async fn run_three_tasks(&self, instance: &str) {
        self.call("CreateCluster", r#"{"clusterName":"jobs"}"#);
        self.call(
            "RegisterTaskDefinition",
            r#"{"family":"probe","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"256",
                "memory":"512","containerDefinitions":[{"name":"main","image":"probe:1","stopTimeout":120}]}"#,
        );
        self.call(
            "CreateService",
            r#"{"cluster":"jobs","serviceName":"probe","taskDefinition":"probe","desiredCount":3,
                "launchType":"FARGATE",
                "networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}}"#,
        );
        until(instance, "its tasks run", |left| {
            left.processes.len() == 3 * PROCESSES
        })
        .await;
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
    }
}

impl Drop for LocalEcs {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Kills what a test that failed has left.
struct Cleared(String);

impl Drop for Cleared {
    fn drop(&mut self) {
        let name = self.0.clone();
        let remove = async move { left(&name).await.remove(None).await };
        // The test's own runtime may not be blocked on.
        let _ = std::thread::spawn(|| {
            if let Ok(runtime) = tokio::runtime::Runtime::new() {
                runtime.block_on(remove);
            }
        })
        .join();
    }
}

fn instance() -> (String, Cleared) {
    let name = format!("test-{:016x}", fastrand::u64(..));
    (name.clone(), Cleared(name))
}

async fn left(instance: &str) -> Leftovers {
    let mark = Mark {
        variable: VARIABLE,
        label: LABEL,
        value: instance,
    };
    Leftovers::of(mark, None).await
}

/// Waits for what carries the name to be so.
async fn until(instance: &str, what: &str, is_so: impl Fn(&Leftovers) -> bool) {
    let begun = Instant::now();
    loop {
        let left = left(instance).await;
        if is_so(&left) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{what}: {left}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_local_ecs_that_is_told_to_end_takes_its_tasks_with_it() {
    let (name, _cleared) = instance();
    let mut local_ecs = LocalEcs::start(&name);
    local_ecs.run_three_tasks(&name).await;
    let begun = Instant::now();
    local_ecs.signal(Signal::SIGTERM);
    assert_eq!(local_ecs.child.wait().unwrap().code(), Some(0));
    // At once: when it has ended, nothing is left. Nor does it wait for the stop timeout of its tasks.
    let left = left(&name).await;
    assert!(left.is_empty(), "{left}");
    assert!(begun.elapsed() < PATIENCE);
}

#[tokio::test]
async fn a_local_ecs_that_is_killed_leaves_nothing_either() {
    let (name, _cleared) = instance();
    let mut local_ecs = LocalEcs::start(&name);
    local_ecs.run_three_tasks(&name).await;
    local_ecs.signal(Signal::SIGKILL);
    local_ecs.child.wait().unwrap();
    until(&name, "nothing is left", Leftovers::is_empty).await;
}

#[tokio::test]
async fn a_new_start_ends_what_one_of_the_same_name_has_left() {
    let ((name, _cleared), (other, _other_cleared)) = (instance(), instance());
    let sleep = |name: &str| {
        Command::new("sleep")
            .arg("633")
            .env(VARIABLE, name)
            .stdin(Stdio::null())
            .spawn()
            .unwrap()
    };
    let (mut leftover, mut others) = (sleep(&name), sleep(&other));
    let _local_ecs = LocalEcs::start(&name);
    // Before it serves: the announcement has been read.
    let ended = leftover.try_wait().unwrap();
    assert!(ended.is_some(), "the leftover still runs");
    assert!(others.try_wait().unwrap().is_none(), "another's has been ended");
    others.kill().unwrap();
    others.wait().unwrap();
}
