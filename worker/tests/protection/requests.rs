//! What is put to the agent, byte for byte: it refuses fields that it does not know.

use super::raw_agent::{Answer, RawAgent};
use super::*;

/// The request that a call made, with the agent at that path: its first line, its headers and its body.
async fn request(path: &str, wanted: Wanted) -> (String, Vec<String>, String) {
    let body = match wanted {
        Wanted::Protected { .. } => CONFIRMED,
        Wanted::Unprotected => RELEASED,
    };
    let agent = RawAgent::start(&[Answer::json(200, body)]).await;
    set(&format!("{}{path}", agent.url), wanted)
        .await
        .expect("confirmed");
    let requests = agent.requests();
    assert_eq!(requests.len(), 1);
    let (head, body) = requests[0].split_once("\r\n\r\n").expect("a head");
    let mut lines = head.split("\r\n").map(str::to_owned);
    (lines.next().expect("a line"), lines.collect(), body.to_owned())
}

#[tokio::test]
async fn protection_is_put_with_its_minutes() {
    let (line, headers, body) = request("/api/0123", PROTECT).await;
    assert_eq!(line, "PUT /api/0123/task-protection/v1/state HTTP/1.1");
    assert!(
        headers.contains(&"content-type: application/json".to_owned()),
        "{headers:?}"
    );
    assert!(headers.contains(&"content-length: 47".to_owned()), "{headers:?}");
    assert_eq!(body, r#"{"ProtectionEnabled":true,"ExpiresInMinutes":5}"#);
}

#[tokio::test]
async fn its_release_is_put_without_any() {
    let (line, _, body) = request("/api/0123", Wanted::Unprotected).await;
    assert_eq!(line, "PUT /api/0123/task-protection/v1/state HTTP/1.1");
    assert_eq!(body, r#"{"ProtectionEnabled":false}"#);
}

#[tokio::test]
async fn the_address_may_end_in_a_slash_or_have_no_path() {
    for (path, line) in [
        ("", "PUT /task-protection/v1/state HTTP/1.1"),
        ("/", "PUT /task-protection/v1/state HTTP/1.1"),
        ("/api/0123/", "PUT /api/0123/task-protection/v1/state HTTP/1.1"),
    ] {
        assert_eq!(request(path, PROTECT).await.0, line);
    }
}

#[tokio::test]
async fn calls_share_a_connection() {
    let agent = RawAgent::start(&[Answer::json(200, CONFIRMED)]).await;
    let client = client(&agent.url);
    for _ in 0..3 {
        client.set(PROTECT).await.expect("confirmed");
    }
    assert_eq!((agent.connections(), agent.requests().len()), (1, 3));
}

#[tokio::test]
async fn a_connection_that_the_agent_has_closed_is_opened_anew() {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", CONFIRMED.len());
    let agent = RawAgent::start(&[Answer::Last(format!("{head}{CONFIRMED}").into_bytes())]).await;
    let client = client(&agent.url);
    for _ in 0..3 {
        client.set(PROTECT).await.expect("confirmed");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(agent.connections(), 3);
}
