//! How soon a task runs, above what starting the same process or container by hand takes: through the binary
//! `local-ecs` and its API, from the call of `RunTask` to the first `DescribeTasks` that says RUNNING.
//!
//! Task and start by hand take turns, so what else the machine does hits both alike. Containers need a Docker engine
//! and a static /bin/busybox; without them they are not measured, and the output says so.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::panic, missing_docs)]

mod client;
mod container;
#[path = "../figures/mod.rs"]
mod figures;
mod logs;
mod process;

use std::time::{Duration, Instant};

use figures::{median, section, show};
use serde_json::json;
use tokio::runtime::Builder;

use client::{Definition, LocalEcs, Times};

/// Starts that are not counted: the first task of a cluster makes what its others share.
const WARM_UP: usize = 3;
/// How often the service is described.
const DESCRIPTIONS: usize = 1000;

fn main() {
    let endpoint = logs::start();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        process::measure(endpoint).await;
        container::measure(endpoint).await;
        describe().await;
    });
}

/// Runs tasks of the definition in turn with starts by hand, and shows what a task takes beyond one.
async fn compare(
    local_ecs: &LocalEcs,
    definition: &Definition,
    rounds: usize,
    bound: f64,
    mut by_hand: impl AsyncFnMut() -> Duration,
) {
    let mut tasks = Vec::new();
    let mut hands = Vec::new();
    let streams = logs::streams();
    for round in 0..WARM_UP + rounds {
        let times = local_ecs.time_task(definition).await;
        let hand = by_hand().await;
        if round >= WARM_UP {
            tasks.push(times);
            hands.push(millis(hand));
        }
    }
    let made = logs::streams() - streams;
    let expected = if definition.logs { WARM_UP + rounds } else { 0 };
    assert_eq!(made, expected, "log streams");
    let of = |time: fn(&Times) -> Duration| -> Vec<f64> {
        tasks.iter().map(|times| millis(time(times))).collect()
    };
    let task = of(|times| times.running);
    show("by hand, ms", median(&hands), None);
    show(
        "from RunTask to RUNNING in DescribeTasks, ms",
        median(&task),
        None,
    );
    show(
        "from createdAt to startedAt, ms",
        median(&of(|times| times.stamped)),
        None,
    );
    show(
        "  a task above by hand, ms",
        median(&task) - median(&hands),
        Some(bound),
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A service of 1,000 tasks, with a runtime that starts nothing.
async fn describe() {
    section(&format!(
        "DescribeServices with 1,000 tasks, {DESCRIPTIONS} calls over HTTP"
    ));
    let local_ecs = LocalEcs::start(&["--runtime", "nothing"], None).await;
    let definition = Definition::new("worker", false);
    local_ecs.register(&definition).await;
    let service = json!({"serviceName": "service", "taskDefinition": definition.family, "desiredCount": 1000,
        "launchType": "FARGATE", "networkConfiguration": client::network()});
    local_ecs.call("CreateService", service).await;
    let ask = json!({"services": ["service"]});
    let patience = Instant::now() + Duration::from_secs(60);
    while local_ecs.call("DescribeServices", ask.clone()).await["services"][0]["runningCount"] != 1000 {
        assert!(Instant::now() < patience, "1,000 tasks do not come up");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut times = Vec::new();
    for _ in 0..DESCRIPTIONS {
        let began = Instant::now();
        local_ecs.call("DescribeServices", ask.clone()).await;
        times.push(millis(began.elapsed()));
    }
    show("median, ms", median(&times), Some(5.0));
    show("longest, ms", times.into_iter().fold(0.0, f64::max), None);
    local_ecs.end();
}
