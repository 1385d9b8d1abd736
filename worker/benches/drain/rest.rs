//! The worker at rest: how soon it polls, and how much memory it takes while it waits.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use testing::FakeAws;

use super::contenders::end;
use testing::figures::median;

const STARTS: usize = 20;
/// Receives that come back empty before the memory is looked at.
const POLLS: usize = 5;

fn start(aws: &FakeAws) -> Child {
    Command::new(env!("CARGO_BIN_EXE_worker"))
        .arg("log-consumer")
        .env("QUEUE_URI", aws.queue("empty"))
        .env("QUEUE_REGION", "us-east-1")
        .env("AWS_ENDPOINT_URL", &aws.url)
        .env("AWS_ACCESS_KEY_ID", "000000000000")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

/// Seconds from exec to the first `ReceiveMessage`, the median of some starts.
pub(crate) fn first_receive() -> f64 {
    let times = (0..STARTS).map(|_| {
        let aws = FakeAws::start(|_, _| None);
        let begin = Instant::now();
        let mut child = start(&aws);
        let first = aws.wait_for("ReceiveMessage", 1)[0].at;
        end(&mut child);
        (first - begin).as_secs_f64()
    });
    median(times.collect())
}

/// The memory, in MiB, that is resident while the worker polls an empty queue.
pub(crate) fn memory() -> f64 {
    let aws = FakeAws::start(|_, _| None);
    let mut child = start(&aws);
    aws.wait_for("ReceiveMessage", POLLS);
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("read");
    end(&mut child);
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .expect("VmRSS");
    let kib = line.split_whitespace().nth(1).expect("a number");
    kib.parse::<f64>().expect("a number") / 1024.0
}
