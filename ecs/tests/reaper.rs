//! Nothing of a local-ecs outlives it, however it ends.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]
// Who waits for them is what is tested.
#![allow(clippy::zombie_processes)]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use local_ecs::instance::{LABEL, VARIABLE};
use local_ecs::reap::{Leftovers, Mark, Reaper, sweep};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Tells the parent of the tests which instance it is.
const NAME: &str = "REAPER_TEST_NAME";

/// What never comes fails a test by then.
const PATIENCE: Duration = Duration::from_secs(60);

fn program() -> &'static Path {
    assert_cmd::cargo::cargo_bin!("local-ecs")
}

fn name() -> String {
    format!("test-{:016x}", fastrand::u64(..))
}

async fn left(name: &str) -> Leftovers {
    let mark = Mark {
        variable: VARIABLE,
        label: LABEL,
        value: name,
    };
    Leftovers::of(mark, None).await
}

/// Waits until nothing carries the name.
async fn nothing_left(name: &str) {
    let begun = Instant::now();
    loop {
        let left = left(name).await;
        if left.is_empty() {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "left: {left}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn sleep(seconds: &str, name: &str) -> Child {
    Command::new("sleep")
        .arg(seconds)
        .env(VARIABLE, name)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn killed(mut child: Child) -> bool {
    child.wait().unwrap().signal() == Some(Signal::SIGKILL as i32)
}

fn signal(process: u32, signal: Signal) {
    kill(Pid::from_raw(process.try_into().unwrap()), signal).unwrap();
}

/// Kills a process of the tests that they would leave if they failed.
struct Killed(u32);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = kill(Pid::from_raw(self.0.try_into().unwrap()), Signal::SIGKILL);
    }
}

/// In the place of a local-ecs: it has a reaper and two processes, one of which ignores what can be ignored.
#[tokio::test]
#[ignore = "the tests below start it as a process of its own"]
async fn parent() {
    let Ok(name) = std::env::var(NAME) else { return };
    let _reaper = Reaper::start(program(), &name).unwrap();
    let _sleep = sleep("617", &name);
    let _stubborn = Command::new("sh")
        .args(["-c", "trap '' TERM INT HUP; setsid sleep 618 & wait"])
        .env(VARIABLE, &name)
        .spawn()
        .unwrap();
    println!("\nready");
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_parent_that_is_killed_leaves_nothing() {
    let name = name();
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["parent", "--exact", "--ignored", "--nocapture"])
        .env(NAME, &name)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let _end = Killed(parent.id());
    let mut lines = BufReader::new(parent.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "ready"));
    // The shell may not have come to itself yet, nor to its child.
    let begun = Instant::now();
    loop {
        let processes = left(&name).await.processes;
        if processes.len() >= 2 {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{processes:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    signal(parent.id(), Signal::SIGKILL);
    parent.wait().unwrap();
    nothing_left(&name).await;
    assert!(!is_reaping(&name).await, "the reaper has ended as well");
}

/// Whether there still is a reaper of that name, a moment for its end granted.
async fn is_reaping(name: &str) -> bool {
    let begun = Instant::now();
    loop {
        let reapers = std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| std::fs::read(entry.unwrap().path().join("cmdline")).ok())
            .filter(|command| String::from_utf8_lossy(command).contains(&format!("reap\0--instance\0{name}")))
            .count();
        if reapers == 0 || begun.elapsed() > PATIENCE {
            return reapers > 0;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_ordinary_end_waits_until_nothing_is_left() {
    let name = name();
    let other = sleep("619", "test-of-another");
    let _end = Killed(other.id());
    let reaper = Reaper::start(program(), &name).unwrap();
    let child = sleep("620", &name);
    reaper.end().await;
    assert!(left(&name).await.is_empty());
    assert!(killed(child));
    assert_eq!(left("test-of-another").await.processes.len(), 1);
}

#[test]
fn signals_do_not_end_the_reaper_but_its_stdin_does() {
    let name = name();
    let mut reaper = Command::new(program())
        .args(["reap", "--instance", &name])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let _end = Killed(reaper.id());
    let child = sleep("621", &name);
    let _child_end = Killed(child.id());
    // It heeds them as soon as it is up: until then they would end it.
    let begun = Instant::now();
    while !ignores_sigterm(reaper.id()) {
        assert!(begun.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(5));
    }
    for sent in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP] {
        signal(reaper.id(), sent);
    }
    reaper.stdin.as_mut().unwrap().write_all(b".").unwrap();
    assert_eq!(reaper.try_wait().unwrap(), None);
    drop(reaper.stdin.take());
    assert_eq!(reaper.wait().unwrap().code(), Some(0));
    assert!(killed(child));
}

/// Whether the process has a handler for SIGTERM, SIGINT and SIGHUP.
fn ignores_sigterm(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let caught = status
        .lines()
        .find_map(|line| line.strip_prefix("SigCgt:"))
        .unwrap();
    let caught = u64::from_str_radix(caught.trim(), 16).unwrap();
    [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP]
        .iter()
        .all(|signal| caught & (1 << (*signal as u64 - 1)) != 0)
}

#[tokio::test]
async fn a_new_start_sweeps_an_earlier_ones() {
    let name = name();
    let child = sleep("622", &name);
    let folder = std::env::temp_dir().join(format!("local-ecs-{name}"));
    std::fs::create_dir_all(folder.join("task/0")).unwrap();
    assert!(sweep(&name, None).await.is_empty());
    assert!(killed(child));
    assert!(!folder.exists());
    // Nothing to do does not take the time that a sweep may.
    let begun = Instant::now();
    assert!(sweep(&name, None).await.is_empty());
    assert!(begun.elapsed() < Duration::from_secs(9));
}
