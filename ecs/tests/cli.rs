//! The command line of `local-ecs`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use assert_cmd::assert::OutputAssertExt;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use predicates::prelude::*;

/// The binary, without any setting of whoever runs the tests.
fn local_ecs(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("local-ecs"));
    for (name, _) in std::env::vars() {
        if name.starts_with("LOCAL_ECS_") || name == "LOCALSTACK_URL" || name == "LOG" {
            command.env_remove(name);
        }
    }
    // Nothing here runs a task; an engine that happens to answer is to be left alone.
    command.env("LOCAL_ECS_RUNTIME", "nothing");
    command.args(arguments);
    command
}

/// A running binary, which ends with the test.
struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    /// The address of the next listener that is announced.
    fn address(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        let address = line
            .strip_prefix("listening on http://")
            .unwrap_or_else(|| panic!("{line}"));
        address.trim_end().to_owned()
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
    }

    /// Its exit code, and what else it printed. One that does not end is killed, and has no exit code.
    fn end(mut self) -> (Option<i32>, String) {
        let process = Pid::from_raw(self.child.id().try_into().unwrap());
        let (ended, watched) = mpsc::channel::<()>();
        let watchdog = thread::spawn(move || {
            if watched.recv_timeout(Duration::from_secs(60)) == Err(RecvTimeoutError::Timeout) {
                kill(process, Signal::SIGKILL).unwrap();
            }
        });
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        // Not waited for yet: until then its id is no other process's.
        drop(ended);
        watchdog.join().unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

const HEALTH: &str = "GET /_local-ecs/health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

#[test]
fn help_tells_every_option_and_its_variable() {
    let mut told = local_ecs(&["--help"]).assert().success().stderr("");
    for text in [
        "--listen",
        "LOCAL_ECS_LISTEN",
        "--localstack",
        "LOCALSTACK_URL",
        "--accounts",
        "LOCAL_ECS_ACCOUNTS",
        "--admin",
        "LOCAL_ECS_ADMIN",
        "--trace-calls",
        "LOCAL_ECS_TRACE_CALLS",
        "--exit-with-stdin",
        "--log",
    ] {
        told = told.stdout(predicate::str::contains(text));
    }
    local_ecs(&["--version"]).assert().success().stdout(concat!(
        "local-ecs ",
        env!("CARGO_PKG_VERSION"),
        "\n"
    ));
}

#[test]
fn a_bad_setting_is_one_line_that_names_it() {
    for (option, value, says) in [
        ("--listen", "nonsense", "nonsense"),
        ("--listen", "127.0.0.1", "127.0.0.1"),
        ("--localstack", "https://localhost:4566", "not https"),
        (
            "--localstack",
            "localhost:4566",
            "write it like http://127.0.0.1:4566",
        ),
        ("--accounts", "some", "registered"),
        ("--admin", "some", "loopback"),
        ("--trace-calls", "0", "0"),
        ("--log", "local_ecs=much", "local_ecs=much"),
        ("--lisen", "127.0.0.1:0", "--listen"),
    ] {
        let output = local_ecs(&[option, value]).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{option} {value}: {stderr}");
        assert!(output.stdout.is_empty());
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(
            stderr.starts_with("local-ecs: error: ") && stderr.contains(says),
            "{stderr}"
        );
    }
}

#[test]
fn a_bad_variable_is_one_line_that_names_the_setting() {
    local_ecs(&[])
        .env("LOCALSTACK_URL", "ftp://localhost")
        .assert()
        .code(2)
        .stderr(predicate::str::contains("--localstack").and(predicate::str::contains("ftp")));
}

#[test]
fn a_port_that_is_taken_is_named_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = local_ecs(&["--listen", &address]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains(&address) && stderr.contains("--listen"),
        "{stderr}"
    );
    assert_eq!((stderr.lines().count(), output.stdout.len()), (1, 0), "{stderr}");
}

#[test]
fn every_listener_is_announced_and_answers() {
    let mut command = local_ecs(&["--localstack", "http://127.0.0.1:1"]);
    command.env("LOCAL_ECS_LISTEN", "127.0.0.1:0,127.0.0.1:0");
    let mut running = Running::start(command);
    let addresses = [running.address(), running.address()];
    assert_ne!(addresses[0], addresses[1]);
    for address in &addresses {
        let answer = ask(address, HEALTH);
        assert!(
            answer.contains(r#""localstack":"http://127.0.0.1:1""#),
            "{answer}"
        );
    }
}

#[test]
fn a_signal_ends_it_cleanly_with_a_long_poll_in_flight() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let upstream = TcpListener::bind("127.0.0.1:0").unwrap();
        let localstack = format!("http://{}", upstream.local_addr().unwrap());
        let mut running = Running::start(local_ecs(&[
            "--listen",
            "127.0.0.1:0",
            "--localstack",
            &localstack,
        ]));
        let mut poll = TcpStream::connect(running.address()).unwrap();
        poll.write_all(b"GET /?Action=ReceiveMessage HTTP/1.1\r\nHost: h\r\n\r\n")
            .unwrap();
        let (_connection, _) = upstream.accept().unwrap();
        running.signal(signal);
        assert_eq!(running.end(), (Some(0), String::new()));
        assert_eq!(poll.read(&mut [0; 1]).unwrap_or_default(), 0, "it was cut");
    }
}

#[test]
fn it_ends_with_stdin_if_it_is_to() {
    let mut running = Running::start(local_ecs(&["--listen", "127.0.0.1:0", "--exit-with-stdin"]));
    let address = running.address();
    assert!(ask(&address, HEALTH).starts_with("HTTP/1.1 200"));
    drop(running.child.stdin.take());
    assert_eq!(running.end(), (Some(0), String::new()));
}

#[test]
fn only_registered_accounts_pass_if_that_is_asked_for() {
    let mut running = Running::start(local_ecs(&[
        "--listen",
        "127.0.0.1:0",
        "--accounts",
        "registered",
    ]));
    let answer = ask(
        &running.address(),
        "GET /bucket/key HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request\r\n\r\n",
    );
    assert!(
        answer.starts_with("HTTP/1.1 403") && answer.contains("InvalidAccessKeyId"),
        "{answer}"
    );
    assert!(
        answer.contains("&apos;test&apos; is that of account 000000000000"),
        "{answer}"
    );
}
