//! How much memory `worker websocket-server` takes for many idle clients, and how soon it answers their pings, beside
//! what was promised.
//!
//! `cargo bench -p worker --bench websocket`. Server and clients are two processes on this machine, so what the
//! clients take of it counts as the server's delay.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

#[path = "../../tests/websocket/agent.rs"]
#[allow(dead_code)]
mod agent;
#[path = "../../tests/websocket/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "../../tests/websocket/process.rs"]
#[allow(dead_code)]
mod process;

mod pings;

use std::fs;
use std::time::{Duration, Instant};

use futures::StreamExt;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use process::Server;
use testing::figures::show;
use tokio::net::TcpStream;

/// Clients that are connected at once.
const CLIENTS: u32 = 5000;
/// Handshakes that are under way at once while they connect.
const AT_ONCE: usize = 64;
/// Pings a second, over clients at random.
const RATE: u32 = 1000;
/// For how long.
const PINGING: Duration = Duration::from_secs(10);

const MIB: f64 = 1024.0;

fn main() {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("the limit of open files");
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).expect("the limit is raised");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let agent = agent::FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let before = memory(&server);
    println!("\n{CLIENTS} clients, idle");
    show("resident memory without a client, MiB", before / MIB, None);
    let begin = Instant::now();
    let clients: Vec<TcpStream> = futures::stream::iter(0..CLIENTS)
        .map(|_| client::bare_client(server.address))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    show(
        "connects a second",
        f64::from(CLIENTS) / begin.elapsed().as_secs_f64(),
        None,
    );
    let with = memory(&server);
    show(
        "resident memory with all of them, MiB",
        with / MIB,
        Some((100.0, "at most")),
    );
    show("  for each, KiB", (with - before) / f64::from(CLIENTS), None);

    println!(
        "\n{RATE} pings a second over all of them, for {} s",
        PINGING.as_secs()
    );
    let mut delays = pings::send(clients, RATE, PINGING).await;
    delays.sort_by(f64::total_cmp);
    let at = |share: f64| {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss
        )]
        let index = ((delays.len() - 1) as f64 * share) as usize;
        delays[index] * 1000.0
    };
    show(
        "pongs",
        f64::from(u32::try_from(delays.len()).expect("not many")),
        None,
    );
    show("ping to pong, median, ms", at(0.5), None);
    show(
        "ping to pong, 99th percentile, ms",
        at(0.99),
        Some((10.0, "at most")),
    );
    show("ping to pong, longest, ms", at(1.0), None);
    show(
        "resident memory afterwards, MiB",
        memory(&server) / MIB,
        Some((100.0, "at most")),
    );
}

/// What is resident of the server, in KiB.
fn memory(server: &Server) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).expect("read");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .expect("VmRSS");
    let kib = line.split_whitespace().nth(1).expect("a number");
    kib.parse().expect("a number")
}
