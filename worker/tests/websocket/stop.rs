//! The stop: nobody new, everybody told, gone in time.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use super::agent::{Answer, FakeAgent};
use super::client::{Client, bare, bare_client, code, to_the_end};
use super::process::Server;

const STOPS: &str = "Received SIGTERM signal, will quit when all work is done";
const NOTICE: &str = "server shutting down soon";

/// The end of a server that may take 60 s is at once, also on a machine with much else to do.
const LONG_BEFORE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn with_nobody_connected_it_ends_at_once() {
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[("STOP_TIMEOUT", "60s")]).await;
    // Neither of them asks for anything.
    let _silent = bare(server.address).await;
    let mut half = bare(server.address).await;
    half.write_all(b"GET / HTT").await.expect("sent");
    server.assert_alive().await;
    let asked = Instant::now();
    server.signal(Signal::SIGTERM);
    assert_eq!(server.ended().await.code(), Some(0));
    assert!(asked.elapsed() < LONG_BEFORE, "{:?}", asked.elapsed());
    assert_eq!(server.stdout.to_the_end().await, [STOPS]);
}

#[tokio::test]
async fn clients_are_told_and_may_leave_by_themselves() {
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[("STOP_TIMEOUT", "60s")]).await;
    let mut client = Client::greeted(&server, 1).await;
    server.stdout.wait_for("Task protection acquired").await;
    let asked = Instant::now();
    server.signal(Signal::SIGTERM);
    assert_eq!(client.text().await, NOTICE);
    let refused = TcpStream::connect(server.address).await;
    assert!(refused.is_err(), "new connections are still accepted");
    // It is served while it stays.
    client.send(Message::text("ping")).await;
    assert_eq!(client.text().await, "pong");
    client.leave().await;
    assert_eq!(server.ended().await.code(), Some(0));
    assert!(asked.elapsed() < LONG_BEFORE, "{:?}", asked.elapsed());
    assert_eq!(
        server.stdout.to_the_end().await,
        [
            "New client connection opened. There are 1 connections",
            "Task protection acquired",
            STOPS,
            "received: ping",
            "Client connection closed. There are 0 connections",
            "Task protection released",
        ]
    );
    assert_eq!(agent.asked(2).await, [true, false]);
}

#[tokio::test]
async fn who_stays_is_shown_out_before_the_time_is_over() {
    let agent = FakeAgent::start(&[]).await;
    // Within ten seconds, of which the last two are for those who stay.
    let settings = [("MAINTAIN_PROTECTION_PERCENTAGE", "50")];
    let mut server = Server::start(&agent, &settings).await;
    let mut polite = Client::greeted(&server, 1).await;
    // Never answers a farewell.
    let mut deaf = bare_client(server.address).await;
    server.stdout.wait_for("Task protection acquired").await;
    let asked = Instant::now();
    server.signal(Signal::SIGTERM);
    assert_eq!(polite.text().await, NOTICE);
    assert_eq!(u16::from(polite.farewell().await.code), 1001);
    assert!(polite.next().await.is_none());
    assert!(asked.elapsed() > Duration::from_secs(7), "{:?}", asked.elapsed());
    let told = to_the_end(&mut deaf).await;
    assert_eq!(code(&told), Some(1001), "{told:?}");
    assert_eq!(server.ended().await.code(), Some(0));
    assert!(asked.elapsed() < LONG_BEFORE, "{:?}", asked.elapsed());
    // Released although so little of its time had passed: nobody is left to release it later.
    let lines = server.stdout.to_the_end().await;
    assert_eq!(
        lines[4..],
        [
            "Client connection closed. There are 1 connections",
            "Client connection closed. There are 0 connections",
            "Task protection released",
        ],
        "{lines:#?}"
    );
    assert_eq!(agent.asked(2).await, [true, false]);
}

#[tokio::test]
async fn a_release_that_fails_at_the_end_is_told() {
    let agent = FakeAgent::start(&[]).await;
    let settings = [("MAINTAIN_PROTECTION_PERCENTAGE", "50")];
    let mut server = Server::start(&agent, &settings).await;
    let mut client = Client::greeted(&server, 1).await;
    server.stdout.wait_for("Task protection acquired").await;
    agent.script(&[Answer::Failed(500)]);
    server.signal(Signal::SIGINT);
    assert_eq!(client.text().await, NOTICE);
    client.leave().await;
    assert_eq!(server.ended().await.code(), Some(0));
    let lines = server.stdout.to_the_end().await;
    assert_eq!(
        lines[2],
        "Received SIGINT signal, will quit when all work is done"
    );
    assert!(
        !lines.iter().any(|line| line == "Task protection released"),
        "{lines:#?}"
    );
    let told = server.stderr.wait_for("task protection was not released: ").await;
    assert!(told.ends_with("; it ends with its time"), "{told}");
}
