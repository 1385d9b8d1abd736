//! What a client may not do costs it its connection, and nobody else anything.

use tokio::io::AsyncWriteExt;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::agent::FakeAgent;
use super::client::{Client, bare_client, code, to_the_end};
use super::process::Server;

/// What such a client sends after the handshake, the code that it is closed with, and what is logged of it.
async fn assert_closed(sent: &[u8], expected: u16, logged: &str) {
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[("MAX_MESSAGE_BYTES", "1000")]).await;
    let bystander = Client::greeted(&server, 1).await;
    let mut socket = bare_client(server.address).await;
    let peer = socket.local_addr().expect("an address");
    // The server may have closed before all was taken.
    let _ = socket.write_all(sent).await;
    let answer = to_the_end(&mut socket).await;
    assert_eq!(code(&answer), Some(expected), "{answer:?}");
    server
        .stdout
        .wait_for("Client connection closed. There are 1")
        .await;
    let line = server.stderr.wait_for(logged).await;
    assert!(
        line.contains("WARN") && line.contains(&peer.to_string()),
        "{line}"
    );
    bystander.leave().await;
    server.assert_alive().await;
}

/// A masked frame of that first byte.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).expect("short");
    let mut frame = vec![first];
    if length < 126 {
        frame.push(0x80 | u8::try_from(length).expect("short"));
    } else {
        frame.push(0x80 | 0x7e);
        frame.extend(length.to_be_bytes());
    }
    // A mask of zeros changes nothing.
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

#[tokio::test]
async fn a_message_of_just_the_limit_is_taken() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[("MAX_MESSAGE_BYTES", "1000")]).await;
    let mut client = Client::greeted(&server, 1).await;
    client.send(Message::binary(vec![0; 1000])).await;
    server.stdout.wait_for("received: <binary, 1000 bytes>").await;
    client.send(Message::text("ping")).await;
    assert_eq!(client.text().await, "pong");
}

#[tokio::test]
async fn a_frame_above_the_limit_is_1009() {
    assert_closed(&frame(0x82, &[0; 1001]), 1009, "more than 1000 bytes").await;
}

#[tokio::test]
async fn a_frame_that_only_claims_to_be_huge_is_1009() {
    let mut claim = vec![0x82, 0x80 | 0x7f];
    claim.extend(u64::MAX.to_be_bytes().map(|byte| byte & 0x7f));
    claim.extend([0; 4]);
    assert_closed(&claim, 1009, "more than 1000 bytes").await;
}

#[tokio::test]
async fn fragments_above_the_limit_together_are_1009() {
    let fragments = [
        frame(0x02, &[0; 600]),
        frame(0x00, &[0; 600]),
        frame(0x80, &[0; 600]),
    ]
    .concat();
    assert_closed(&fragments, 1009, "more than 1000 bytes").await;
}

#[tokio::test]
async fn a_client_that_sends_megabytes_sees_why_it_was_closed() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let mut client = Client::greeted(&server, 1).await;
    client.send(Message::binary(vec![0; 4 << 20])).await;
    assert_eq!(u16::from(client.farewell().await.code), 1009);
}

#[tokio::test]
async fn a_text_that_is_not_utf_8_is_1007() {
    assert_closed(&frame(0x81, &[b'a', 0xff, 0xfe]), 1007, "not UTF-8").await;
}

#[tokio::test]
async fn frames_that_break_the_protocol_are_1002() {
    let unmasked = [0x81, 4, b'p', b'i', b'n', b'g'];
    assert_closed(&unmasked, 1002, "breaks the WebSocket protocol").await;
    for frame in [
        // A reserved opcode, a reserved bit, a long ping, a continuation of nothing.
        frame(0x83, b"x"),
        frame(0xc1, b"x"),
        frame(0x89, &[0; 126]),
        frame(0x80, b"x"),
    ] {
        assert_closed(&frame, 1002, "breaks the WebSocket protocol").await;
    }
}

#[tokio::test]
async fn more_clients_than_may_be_are_answered_with_503() {
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[("MAX_CONNECTIONS", "2")]).await;
    let first = Client::greeted(&server, 1).await;
    let second = Client::greeted(&server, 2).await;
    match Client::connect(&server).await {
        Err(Error::Http(answer)) => assert_eq!(answer.status(), 503),
        other => panic!("taken: {:?}", other.map(|_| ())),
    }
    server.stderr.wait_for("503").await;
    server.assert_alive().await;
    first.leave().await;
    server
        .stdout
        .wait_for("Client connection closed. There are 1")
        .await;
    let third = Client::greeted(&server, 2).await;
    third.leave().await;
    second.leave().await;
}
