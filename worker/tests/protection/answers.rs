//! Whatever the agent answers but a confirmation is a rejection that says why.

use tokio::net::TcpListener;

use super::raw_agent::{Answer, RawAgent};
use super::*;

/// How the rejection reads when the agent does that.
async fn rejected(answer: Answer) -> String {
    let agent = RawAgent::start(&[answer]).await;
    let rejection = set(&agent.url, PROTECT).await.expect_err("rejected");
    let line = rejection.to_string();
    assert!(!line.contains('\n'), "{line}");
    line
}

#[tokio::test]
async fn an_agent_that_is_down_cannot_be_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let rejection = set(&format!("http://{address}"), PROTECT)
        .await
        .expect_err("down");
    assert!(matches!(rejection, Rejection::Unreachable(_)), "{rejection:?}");
    assert!(
        rejection.to_string().contains("Connection refused"),
        "{rejection}"
    );
}

#[tokio::test]
async fn a_name_that_does_not_resolve_cannot_be_reached() {
    let rejection = set("http://agent.invalid/api", PROTECT)
        .await
        .expect_err("no host");
    // How soon a resolver says so, where it has nobody to ask, is not ours.
    assert!(
        matches!(rejection, Rejection::Unreachable(_) | Rejection::TimedOut(_)),
        "{rejection:?}"
    );
}

#[tokio::test]
async fn a_connection_that_is_closed_without_an_answer_is_told() {
    let line = rejected(Answer::Last(Vec::new())).await;
    assert!(line.starts_with("the ECS agent cannot be reached"), "{line}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_told() {
    let half =
        b"HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"protection\":{\"ProtectionEnabled\":true".to_vec();
    let line = rejected(Answer::Last(half)).await;
    assert!(line.starts_with("the ECS agent cannot be reached"), "{line}");
}

#[tokio::test]
async fn what_is_no_http_is_told() {
    let line = rejected(Answer::Last(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())).await;
    assert!(line.starts_with("the ECS agent cannot be reached"), "{line}");
}

#[tokio::test]
async fn a_body_without_end_is_not_read_to_the_end() {
    let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    answer.extend(vec![b' '; 4096]);
    let line = rejected(Answer::Endless(answer)).await;
    assert!(line.contains("limit"), "{line}");
}

#[tokio::test]
async fn headers_without_end_are_not_read_to_the_end() {
    let mut answer = b"HTTP/1.1 200 OK\r\nx: ".to_vec();
    answer.extend(vec![b'x'; 4096]);
    let line = rejected(Answer::Endless(answer)).await;
    assert!(line.starts_with("the ECS agent cannot be reached"), "{line}");
}

#[tokio::test]
async fn garbage_is_told() {
    let line = rejected(Answer::json(200, "<html>It works!</html>")).await;
    assert!(
        line.ends_with("answers 200 with something that cannot be used: <html>It works!</html>"),
        "{line}"
    );
}

#[tokio::test]
async fn a_failure_with_http_200_is_a_refusal() {
    let body = r#"{"failure":{"Arn":"arn:t","Detail":null,"Reason":"DEPLOYMENT_BLOCKED"}}"#;
    assert_eq!(
        rejected(Answer::json(200, body)).await,
        "ECS refuses: DEPLOYMENT_BLOCKED"
    );
}

#[tokio::test]
async fn an_error_is_told_with_its_code() {
    for (status, code) in [
        (400, "ThrottlingException"),
        (403, "AccessDeniedException"),
        (404, "ResourceNotFoundException"),
        (500, "ServerException"),
        (504, "RequestCanceled"),
    ] {
        let body =
            format!(r#"{{"requestID":"r","error":{{"Arn":"arn:t","Code":"{code}","Message":"why"}}}}"#);
        let line = rejected(Answer::json(status, &body)).await;
        assert_eq!(line, format!("the ECS agent answers {status} {code}: why"));
    }
}

#[tokio::test]
async fn neither_a_5xx_nor_a_redirection_confirms_anything() {
    for status in [201, 204, 301, 307, 404, 429, 500, 502, 503] {
        let line = rejected(Answer::json(status, if status == 204 { "" } else { CONFIRMED })).await;
        assert!(line.contains(&format!("answers {status}")), "{line}");
    }
}
