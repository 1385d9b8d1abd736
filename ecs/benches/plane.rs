//! The control plane alone, with a runtime that starts nothing.
//!
//! 10,000 tasks in 100 services go from nothing to all of them running, each task reported and reconciled by itself;
//! then the highest memory that the process has had. `DescribeServices` describes one service of 1,000 tasks, from
//! JSON to JSON; `cargo bench --bench tasks` asks for the same over HTTP.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod figures;

use std::fmt::Write;
use std::time::Instant;

use figures::{median, section, show};
use local_ecs::bench::InstantPlane;

const DEFINITION: &str = r#"{"family": "app", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
    "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "app", "image": "worker"}]}"#;

/// How often 10,000 tasks are started.
const STARTS: usize = 7;
/// How often the service is described.
const DESCRIPTIONS: usize = 1000;

fn main() {
    reconcile();
    describe();
}

fn plane(services: usize, tasks: usize) -> InstantPlane {
    let plane = InstantPlane::new();
    plane.call("CreateCluster", r#"{"clusterName": "jobs"}"#).unwrap();
    plane.call("RegisterTaskDefinition", DEFINITION).unwrap();
    let mut body = String::new();
    for service in 0..services {
        body.clear();
        write!(
            body,
            r#"{{"cluster": "jobs", "serviceName": "service-{service}", "taskDefinition": "app",
                "desiredCount": {tasks}, "launchType": "FARGATE",
                "networkConfiguration": {{"awsvpcConfiguration": {{"subnets": ["subnet-1"]}}}}}}"#
        )
        .unwrap();
        plane.call("CreateService", &body).unwrap();
    }
    plane
}

/// The most memory that the process has had, in MB, where the system tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024.0 / 1_000_000.0)
}

fn reconcile() {
    section(&format!(
        "10,000 tasks in 100 services, the median of {STARTS} starts"
    ));
    let times: Vec<f64> = (0..STARTS)
        .map(|_| {
            let mut plane = plane(100, 100);
            let began = Instant::now();
            assert_eq!(plane.settle(), 10_000);
            began.elapsed().as_secs_f64()
        })
        .collect();
    show("until all are running, s", median(&times), Some(1.0));
    match peak() {
        Some(peak) => show("highest memory of the process, MB", peak, Some(200.0)),
        None => println!("SKIPPED: this system does not tell the highest memory of a process"),
    }
}

fn describe() {
    section(&format!(
        "DescribeServices with 1,000 tasks, {DESCRIPTIONS} calls without HTTP"
    ));
    let mut plane = plane(1, 1000);
    assert_eq!(plane.settle(), 1000);
    let times: Vec<f64> = (0..DESCRIPTIONS)
        .map(|_| {
            let began = Instant::now();
            let answer = plane.call(
                "DescribeServices",
                r#"{"cluster": "jobs", "services": ["service-0"]}"#,
            );
            let time = began.elapsed().as_secs_f64() * 1000.0;
            assert!(
                String::from_utf8(answer.unwrap())
                    .unwrap()
                    .contains(r#""runningCount":1000"#)
            );
            time
        })
        .collect();
    show("median, ms", median(&times), Some(5.0));
    show("longest, ms", times.into_iter().fold(0.0, f64::max), None);
}
