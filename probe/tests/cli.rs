//! The command line of `probe`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;

use assert_cmd::assert::OutputAssertExt;
use predicates::prelude::*;

fn probe(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("probe"));
    command.env_clear().args(arguments);
    command
}

#[test]
fn it_does_its_steps_in_order_and_ends_as_it_is_told() {
    probe(&[
        "print",
        "a b",
        "env",
        "X",
        "env",
        "Y",
        "print-lines",
        "2",
        "exit",
        "3",
        "print",
        "never",
    ])
    .env("X", "1")
    .assert()
    .code(3)
    .stdout("a b\nX=1\nY is not set\nline 1\nline 2\n");
}

#[test]
fn a_bad_step_is_one_line_and_exit_code_2() {
    probe(&["print", "x", "dance"])
        .assert()
        .code(2)
        .stdout("")
        .stderr("probe: there is no step 'dance'; see --help\n");
}

#[test]
fn sigterm_ends_a_wait_and_nothing_that_ignores_it() {
    let end = |arguments: &[&str]| {
        let mut child = probe(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();
        let id = nix::unistd::Pid::from_raw(child.id().try_into().unwrap());
        nix::sys::signal::kill(id, nix::sys::signal::SIGTERM).unwrap();
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        (child.wait().unwrap().code(), rest)
    };
    assert_eq!(
        end(&["print", "up", "wait", "print", "told", "exit", "4"]),
        (Some(4), "told\n".to_owned())
    );
    assert_eq!(
        end(&[
            "ignore-sigterm",
            "print",
            "up",
            "sleep",
            "200ms",
            "print",
            "still there"
        ]),
        (Some(0), "still there\n".to_owned())
    );
    assert_eq!(end(&["print", "up", "sleep", "60s"]), (None, String::new()));
}

#[test]
fn a_call_is_told_with_its_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/api/x", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = String::new();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while !request.ends_with("\r\n\r\n") {
            reader.read_line(&mut request).unwrap();
        }
        let mut body = [0; 2];
        reader.read_exact(&mut body).unwrap();
        write!(
            stream,
            "HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\n{{\"a\":1}}"
        )
        .unwrap();
        (request, body)
    });
    probe(&["call", "PUT", "agent/task-protection/v1/state", "{}"])
        .env("ECS_AGENT_URI", base)
        .assert()
        .success()
        .stdout("{\"body\":{\"a\":1},\"call\":\"PUT agent/task-protection/v1/state\",\"status\":404}\n");
    let (request, body) = served.join().unwrap();
    assert!(
        request.starts_with("PUT /api/x/task-protection/v1/state HTTP/1.1\r\n"),
        "{request}"
    );
    assert_eq!(&body, b"{}");
}

#[test]
fn a_call_that_cannot_be_made_is_told() {
    probe(&["call", "GET", "agent/x", "call", "GET", "http://127.0.0.1:1/"])
        .assert()
        .success()
        .stdout(
            predicate::str::contains("ECS_AGENT_URI is not set")
                .and(predicate::str::contains("\"error\"").count(2)),
        );
}
