//! How fast `worker log-consumer` drains a queue, how soon it polls and how much memory it takes, as ratios to what
//! a bare loop does on the same LocalStack in the same run, and to what was promised.
//!
//! `LOCALSTACK_URL=http://localhost:4566 cargo bench -p worker`. Without the variable the draining is not measured,
//! and the output says so. `BENCH_PYTHON` names a Python that has boto3, for the documents' own sample; without one
//! that is not measured either.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

mod contenders;
mod queue;
mod rest;

use contenders::{bare_loop, python_sample, worker};
use queue::LocalQueue;
use testing::figures::{median, show};

/// Each contender drains so many queues, in turn with the others: what else the machine does then hits all alike.
const ROUNDS: usize = 5;
/// Messages in a queue for those that take ten at a time ...
const MANY: usize = 2000;
/// ... and for those that take one.
const FEW: usize = 200;

fn main() {
    println!("\nat rest");
    let start = rest::first_receive();
    show(
        "exec to the first ReceiveMessage, ms",
        start * 1000.0,
        Some((50.0, "at most")),
    );
    let memory = rest::memory();
    show("resident memory, MiB", memory, Some((15.0, "at most")));

    let Ok(url) = std::env::var("LOCALSTACK_URL") else {
        println!("\ndraining: not measured, for LOCALSTACK_URL is not set");
        return;
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(drain(&url));
}

async fn drain(url: &str) {
    for receivers in [1, 2] {
        // A receiver's deletes go over a connection of their own, beside its receives.
        let connections = 2 * receivers;
        let (mut of_worker, mut of_loop) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            of_loop.push(bare_loop(&LocalQueue::filled(url, MANY).await, connections, 10).await);
            of_worker.push(worker(&LocalQueue::filled(url, MANY).await, receivers).await);
        }
        println!("\ndraining {MANY} messages over {connections} connections, the median of {ROUNDS}");
        let (of_worker, of_loop) = (median(of_worker), median(of_loop));
        show("a bare loop of batches, messages/s", of_loop, None);
        show("worker log-consumer, messages/s", of_worker, None);
        show("  as a ratio", of_worker / of_loop, Some((0.9, "at least")));
        if receivers == 1 {
            one_at_a_time(url, of_worker).await;
        }
    }
}

async fn one_at_a_time(url: &str, of_worker: f64) {
    let (mut of_loop, mut of_sample) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_loop.push(bare_loop(&LocalQueue::filled(url, FEW).await, 1, 1).await);
        of_sample.extend(python_sample(&LocalQueue::filled(url, FEW).await).await);
    }
    println!("\ndraining {FEW} messages one at a time, the median of {ROUNDS}");
    let of_loop = median(of_loop);
    show("the same loop in Rust, messages/s", of_loop, None);
    show(
        "  worker log-consumer to it",
        of_worker / of_loop,
        Some((8.0, "at least")),
    );
    if of_sample.is_empty() {
        println!("the documents' sample in Python: not measured, for BENCH_PYTHON (python3) has no boto3");
        return;
    }
    let of_sample = median(of_sample);
    show("the documents' sample in Python, messages/s", of_sample, None);
    show(
        "  worker log-consumer to it",
        of_worker / of_sample,
        Some((8.0, "at least")),
    );
}
