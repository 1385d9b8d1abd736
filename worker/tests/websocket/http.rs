//! The page, the health check and the state.

use tokio::io::AsyncWriteExt;

use super::agent::FakeAgent;
use super::client::{Client, bare, request, to_the_end};
use super::process::Server;

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").expect("a head").1
}

#[tokio::test]
async fn the_page_is_served_with_its_policy() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    for path in ["/", "/?from=elsewhere"] {
        let answer = request(server.address, "GET", path).await;
        let head = answer.to_lowercase();
        assert!(head.starts_with("http/1.1 200 ok\r\n"), "{answer}");
        assert!(head.contains("content-type: text/html; charset=utf-8\r\n"));
        assert!(head.contains("content-security-policy: default-src 'none'; style-src 'sha256-"));
        assert!(head.contains("x-content-type-options: nosniff\r\n"));
        assert!(body(&answer).contains(r#"id="log""#));
    }
    let answer = request(server.address, "HEAD", "/").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(body(&answer), "");
    assert!(!answer.to_lowercase().contains("content-length: 0\r\n"));
}

#[tokio::test]
async fn health_and_state_are_told_as_json() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let json = async |path| {
        let answer = request(server.address, "GET", path).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(
            answer
                .to_lowercase()
                .contains("content-type: application/json\r\n")
        );
        serde_json::from_str::<serde_json::Value>(body(&answer)).expect("JSON")
    };
    assert_eq!(json("/health").await["status"], "ok");
    let head = request(server.address, "HEAD", "/health").await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && body(&head).is_empty());
    let state = json("/state").await;
    assert_eq!(
        (&state["connections"], &state["protection"]["state"]),
        (&0.into(), &"unprotected".into())
    );
    let client = Client::greeted(&server, 1).await;
    server.stdout.wait_for("Task protection acquired").await;
    let state = json("/state").await;
    assert_eq!(
        (&state["connections"], &state["protection"]["state"]),
        (&1.into(), &"protected".into())
    );
    assert!((240..=300).contains(&state["protection"]["secondsLeft"].as_u64().expect("seconds")));
    client.leave().await;
}

#[tokio::test]
async fn anything_else_is_refused_by_its_status() {
    let agent = FakeAgent::start(&[]).await;
    let mut server = Server::start(&agent, &[]).await;
    for (method, path, status) in [
        ("GET", "/favicon.ico", "404"),
        ("GET", "/health/", "404"),
        ("POST", "/", "405"),
        ("DELETE", "/health", "405"),
    ] {
        let answer = request(server.address, method, path).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
    for (headers, status) in [
        ("Sec-WebSocket-Version: 13", "400"),
        ("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short", "400"),
        ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "426"),
    ] {
        let mut socket = bare(server.address).await;
        let head = format!(
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n{headers}\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.expect("sent");
        let answer = String::from_utf8(to_the_end(&mut socket).await).expect("text");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
    server.assert_alive().await;
    assert_eq!(server.stdout.all(), [""; 0]);
}

#[tokio::test]
async fn a_connection_answers_one_request_after_another() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let mut socket = bare(server.address).await;
    let request =
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    socket.write_all(request).await.expect("sent");
    let answers = String::from_utf8(to_the_end(&mut socket).await).expect("text");
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2, "{answers}");
}
