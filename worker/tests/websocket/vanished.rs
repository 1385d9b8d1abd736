//! Clients that vanish without closing, or are there in name only.

use std::time::{Duration, Instant};

use futures::StreamExt;
use tokio::io::AsyncWriteExt;

use super::agent::FakeAgent;
use super::client::{Client, bare, bare_client, to_the_end};
use super::process::Server;

/// So many pings that a client that stands still for a moment answers some of them in time.
const IMPATIENT: [(&str, &str); 2] = [("PING_INTERVAL", "300ms"), ("IDLE_TIMEOUT", "5s")];

#[tokio::test]
async fn who_answers_no_ping_is_given_up() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &IMPATIENT).await;
    // From before it is heard at all: the server may hear it sooner than it is told here.
    let since = Instant::now();
    let mut vanished = bare_client(server.address).await;
    server
        .stdout
        .wait_for("Client connection closed. There are 0 connections")
        .await;
    assert!(since.elapsed() >= Duration::from_secs(5), "{:?}", since.elapsed());
    server.stdout.wait_for("Task protection released").await;
    server.stderr.wait_for("nothing was heard of it for 5s").await;
    let told = to_the_end(&mut vanished).await;
    // A few pings, empty and unmasked, and the farewell.
    assert!(told.starts_with(&[0x89, 0, 0x89, 0]), "{told:?}");
}

#[tokio::test]
async fn who_answers_stays() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &IMPATIENT).await;
    let mut client = Client::greeted(&server, 1).await;
    let vanished = bare_client(server.address).await;
    // It answers while it is read, and says nothing else.
    tokio::select! {
        message = async { while let Some(Ok(message)) = client.0.next().await {
            assert!(message.is_ping(), "{message:?}");
        } } => panic!("it was cut off: {message:?}"),
        _ = server.stdout.wait_for("Client connection closed. There are 1 connections") => {}
    }
    drop(vanished);
    client.leave().await;
}

#[tokio::test]
async fn who_ends_the_connection_without_a_word_is_counted_off_at_once() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let client = Client::greeted(&server, 1).await;
    let reset = bare_client(server.address).await;
    reset.set_zero_linger().expect("set");
    drop((client, reset));
    server
        .stdout
        .wait_for("Client connection closed. There are 0 connections")
        .await;
    server.stderr.wait_for("without a closing handshake").await;
}

#[tokio::test]
async fn half_open_handshakes_are_cut_off() {
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[]).await;
    let since = Instant::now();
    let mut silent = bare(server.address).await;
    let mut half = bare(server.address).await;
    half.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: webso")
        .await
        .expect("sent");
    let (silent, half) = tokio::join!(to_the_end(&mut silent), to_the_end(&mut half));
    assert!(
        (9..40).contains(&since.elapsed().as_secs()),
        "{:?}",
        since.elapsed()
    );
    assert!(silent.is_empty(), "{silent:?}");
    assert!(half.is_empty(), "{half:?}");
    server
        .stderr
        .wait_until("both", |lines| {
            lines
                .iter()
                .filter(|line| line.contains("no whole request within 10 s"))
                .count()
                == 2
        })
        .await;
    server.assert_alive().await;
}
