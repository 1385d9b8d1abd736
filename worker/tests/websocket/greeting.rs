//! What clients and the log are told in ordinary life.

use tokio_tungstenite::tungstenite::Message;

use super::agent::FakeAgent;
use super::client::Client;
use super::process::Server;

#[tokio::test]
async fn a_visit_is_told_as_documented() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let mut first = Client::greeted(&server, 1).await;
    server.stdout.wait_for("Task protection acquired").await;
    let second = Client::greeted(&server, 2).await;
    for _ in 0..2 {
        first.send(Message::text("ping")).await;
        assert_eq!(first.text().await, "pong");
    }
    second.leave().await;
    server.stdout.wait_for("There are 1 connections").await;
    first.leave().await;
    server.stdout.wait_for("Task protection released").await;
    assert_eq!(
        server.stdout.all(),
        [
            "New client connection opened. There are 1 connections",
            "Task protection acquired",
            "New client connection opened. There are 2 connections",
            "received: ping",
            "received: ping",
            "Client connection closed. There are 1 connections",
            "Client connection closed. There are 0 connections",
            "Task protection released",
        ]
    );
    assert_eq!(agent.asked(2).await, [true, false]);
}

#[tokio::test]
async fn what_is_no_ping_is_logged_on_one_short_line_and_not_answered() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let mut client = Client::greeted(&server, 1).await;
    let long = "x".repeat(5000);
    for text in ["hello", "PING", "a\nTask protection released\u{1b}[2J", &long] {
        client.send(Message::text(text)).await;
    }
    client.send(Message::binary(vec![0, 255, 10])).await;
    client.send(Message::text("ping")).await;
    assert_eq!(client.text().await, "pong");
    let lines = server
        .stdout
        .wait_until("received: ping", |lines| {
            lines.iter().any(|line| line == "received: ping")
        })
        .await;
    let received: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("received: "))
        .collect();
    let cut = format!("{}…", "x".repeat(1024));
    assert_eq!(
        received,
        [
            "hello",
            "PING",
            r"a\nTask protection released\u{1b}[2J",
            &cut,
            "<binary, 3 bytes>",
            "ping",
        ]
    );
    let all: Vec<String> = lines
        .into_iter()
        .filter(|line| line == "Task protection released")
        .collect();
    assert!(all.is_empty(), "{all:?}");
}

#[tokio::test]
async fn a_message_in_fragments_is_one_message() {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let mut client = Client::greeted(&server, 1).await;
    let part = |text: &'static str, code, last| {
        Message::Frame(Frame::message(text.as_bytes(), OpCode::Data(code), last))
    };
    client.send(part("pi", Data::Text, false)).await;
    client.send(Message::Ping("in between".into())).await;
    client.send(part("ng", Data::Continue, true)).await;
    assert!(matches!(client.next().await, Some(Ok(Message::Pong(data))) if data == "in between"));
    assert_eq!(client.text().await, "pong");
}
