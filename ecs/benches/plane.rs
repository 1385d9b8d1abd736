//! The control plane alone, with a runtime that starts nothing.
//!
//! `10,000 tasks in 100 services` goes from nothing to all of them running, each task reported and reconciled by
//! itself; the highest memory of the process is printed after it. `DescribeServices` describes one service of 1,000
//! tasks, as JSON.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::fmt::Write;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use local_ecs::bench::InstantPlane;

const DEFINITION: &str = r#"{"family": "app", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
    "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "app", "image": "worker"}]}"#;

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

/// The most memory that the process has had, in MiB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

fn reconcile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reconcile");
    group.sample_size(10).measurement_time(Duration::from_secs(15));
    group.bench_function("10,000 tasks in 100 services", |bencher| {
        bencher.iter_batched(
            || plane(100, 100),
            |mut plane| {
                assert_eq!(plane.settle(), 10_000);
                plane
            },
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
    if let Some(peak) = peak() {
        println!("highest memory of the process: {peak} MiB");
    }
}

fn describe(criterion: &mut Criterion) {
    let mut plane = plane(1, 1000);
    plane.settle();
    criterion.bench_function("DescribeServices with 1,000 tasks", |bencher| {
        bencher.iter(|| {
            plane
                .call(
                    "DescribeServices",
                    r#"{"cluster": "jobs", "services": ["service-0"]}"#,
                )
                .unwrap()
        });
    });
}

criterion_group!(benches, reconcile, describe);
criterion_main!(benches);
