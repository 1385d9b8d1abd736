//! Whatever strangers send, and however many they are, the server stays.

use std::time::Duration;

use futures::future::join_all;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::agent::FakeAgent;
use super::client::{Client, bare, bare_client, narrow_client, request, to_the_end};
use super::process::{PATIENCE, Server};

/// Bytes that are the same in every run.
struct Bytes(fastrand::Rng);

impl Bytes {
    fn some(&mut self, most: usize) -> Vec<u8> {
        let length = self.0.usize(0..=most);
        std::iter::repeat_with(|| self.0.u8(..)).take(length).collect()
    }

    /// Something like a frame: a random head with a true or wrong length.
    fn frame(&mut self) -> Vec<u8> {
        let payload = self.some(200);
        let mut frame = vec![self.0.u8(..)];
        let claimed = if self.0.bool() {
            payload.len()
        } else {
            self.0.usize(0..70_000)
        };
        let mask = if self.0.u8(..) < 230 { 0x80 } else { 0 };
        match u8::try_from(claimed) {
            Ok(short) if short < 126 => frame.push(mask | short),
            _ => {
                frame.push(mask | 0x7e);
                frame.extend(u16::try_from(claimed).unwrap_or(u16::MAX).to_be_bytes());
            }
        }
        frame.extend(self.some(4));
        frame.extend(payload);
        frame
    }
}

#[tokio::test]
async fn random_bytes_after_the_handshake_are_survived() {
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[]).await;
    let mut bytes = Bytes(fastrand::Rng::with_seed(0x5eed));
    for _ in 0..40 {
        let rounds: Vec<Vec<u8>> = (0..10)
            .map(|_| {
                let frames = bytes.0.usize(1..6);
                if bytes.0.u8(..) < 60 {
                    bytes.some(3000)
                } else {
                    (0..frames).flat_map(|_| bytes.frame()).collect()
                }
            })
            .collect();
        join_all(rounds.iter().map(async |sent| {
            let mut socket = bare_client(server.address).await;
            // The server may have ended the connection already.
            let _ = socket.write_all(sent).await;
            let _ = socket.shutdown().await;
            to_the_end(&mut socket).await;
        }))
        .await;
    }
    server.assert_alive().await;
    let lines = server
        .stdout
        .wait_until("all gone", |lines| {
            lines
                .iter()
                .filter(|line| line.starts_with("Client connection closed"))
                .count()
                == 400
        })
        .await;
    assert!(lines.iter().all(|line| !line.chars().any(char::is_control)));
    assert_eq!(server.stderr.count("panicked"), 0, "{:#?}", server.stderr.all());
    Client::greeted(&server, 1).await.leave().await;
}

#[tokio::test]
async fn random_bytes_instead_of_a_handshake_are_survived() {
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[]).await;
    let mut bytes = Bytes(fastrand::Rng::with_seed(0xdead));
    for _ in 0..200 {
        let mut socket = bare(server.address).await;
        let mut sent = if bytes.0.bool() {
            b"GET / HTTP/1.1\r\n".to_vec()
        } else {
            Vec::new()
        };
        sent.extend(bytes.some(2000));
        let _ = socket.write_all(&sent).await;
        let _ = socket.shutdown().await;
        to_the_end(&mut socket).await;
    }
    server.assert_alive().await;
    let warnings = server.stderr.count("no HTTP request");
    assert!((1..=100).contains(&warnings), "{warnings} warnings");
    assert_eq!(server.stderr.count("panicked"), 0, "{:#?}", server.stderr.all());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_who_come_at_once_and_go_are_all_counted() {
    const MANY: usize = 2000;
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[]).await;
    let comings = (0..MANY).map(async |_| {
        let mut client = Client::connect(&server).await.expect("connected");
        client.text().await
    });
    let greetings = timeout(3 * PATIENCE, join_all(comings)).await;
    for greeting in greetings.expect("in time") {
        assert!(greeting.starts_with("Welcome! There are "), "{greeting}");
    }
    server
        .stdout
        .wait_for("Client connection closed. There are 0 connections")
        .await;
    let lines = server
        .stdout
        .wait_until("all gone", |lines| {
            lines
                .iter()
                .filter(|line| line.starts_with("Client connection closed"))
                .count()
                == MANY
        })
        .await;
    // Each line tells of one more or one fewer than the one before.
    let mut connected = 0_i64;
    for line in lines.iter().filter(|line| line.contains("connection ")) {
        let told: i64 = line
            .split_whitespace()
            .rev()
            .nth(1)
            .and_then(|word| word.parse().ok())
            .expect("a count");
        connected += if line.starts_with("New") { 1 } else { -1 };
        assert_eq!(told, connected, "{line}");
    }
    server.assert_alive().await;
}

#[tokio::test]
async fn who_sends_and_never_reads_is_given_up_and_holds_nobody_up() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let mut greedy = narrow_client(server.address).await;
    let flood = [0x81, 0x84, 0, 0, 0, 0, b'p', b'i', b'n', b'g'].repeat(10_000);
    let mut other = Client::greeted(&server, 2).await;
    let flooding = async {
        // Until its own side is full, for the server has stopped reading, or the connection is over.
        while timeout(Duration::from_secs(30), greedy.write_all(&flood))
            .await
            .is_ok_and(|written| written.is_ok())
        {}
    };
    let beside = async {
        for _ in 0..10 {
            other.send(Message::text("ping")).await;
            assert_eq!(other.text().await, "pong");
        }
        server
            .stderr
            .wait_for("it has not taken what was sent to it")
            .await;
    };
    timeout(3 * PATIENCE, async { tokio::join!(flooding, beside) })
        .await
        .expect("given up in time");
    assert!(request(server.address, "GET", "/health").await.contains("\"ok\""));
}
