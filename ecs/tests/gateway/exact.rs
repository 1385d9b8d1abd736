//! Nothing is rewritten: the same bytes arrive on both sides.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;

use super::harness::{Gateway, Reply, Upstream, Wire, bare, form, signed, soon, sqs};

#[tokio::test]
async fn a_request_and_its_answer_pass_byte_for_byte() {
    let answer_head = "HTTP/1.1 299 Rather Fine\r\nX-Zulu: 1\r\nServer: Twisted\r\nx-lower: a  b\r\nX-Zulu: 2\r\n\
        Content-Length: 256\r\nX-AMZ-Id: \u{e9}\r\n\r\n";
    let all: Vec<u8> = (0..=255).collect();
    // The name of a header that comes twice stands with its first value.
    let answer_seen =
        answer_head
            .replace("X-Zulu: 2\r\n", "")
            .replacen("X-Zulu: 1\r\n", "X-Zulu: 1\r\nX-Zulu: 2\r\n", 1);
    let reply = [answer_head.as_bytes(), &all].concat();
    let upstream = Upstream::start(move |_| Reply::Bytes(reply.clone())).await;
    let gateway = Gateway::any(upstream.address).await;
    let head = format!(
        "PUT //bucket/a%2Fb//%c3%a9?x=%20+&&y=&X-id=PutObject HTTP/1.1\r\nzz-first: 1\r\nHost: bucket.s3.example:1\r\n\
         {}\r\nX-Amz-Date: 20260101T000000Z\r\nUser-Agent:  aws  sdk \r\nx-AMZ-meta: \r\ncontent-LENGTH: 256\r\n\
         Accept: */*\r\nConnection: keep-alive\r\n\r\n",
        signed("s3")
    );
    let mut wire = Wire::connect(gateway.address).await;
    let answer = wire.ask([head.as_bytes(), &all].concat()).await;
    let request = upstream.request().await;
    // Spaces around a value belong to the message's syntax, not to the value.
    let seen = head
        .replace("User-Agent:  aws  sdk ", "User-Agent: aws  sdk")
        .replace("x-AMZ-meta: ", "x-AMZ-meta:");
    assert_eq!(request.head, seen);
    assert_eq!(request.body, all);
    assert_eq!(answer.head, answer_seen);
    assert_eq!(answer.body, all);
}

#[tokio::test]
async fn a_form_that_is_read_before_passes_byte_for_byte() {
    let upstream = Upstream::start(|_| Reply::Bytes(super::harness::xml(200, "<R/>"))).await;
    let gateway = Gateway::any(upstream.address).await;
    let request = form("sns", "Action=Publish&&Message=%zz+%20é=&Version=2010-03-31&");
    gateway.ask(&request).await;
    let seen = upstream.request().await;
    assert_eq!(seen.head + std::str::from_utf8(&seen.body).unwrap(), request);
}

#[tokio::test]
async fn a_chunked_upload_passes_with_its_trailers() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    let head = format!(
        "PUT /bucket/key HTTP/1.1\r\nHost: h\r\n{}\r\nContent-Encoding: aws-chunked\r\nTransfer-Encoding: chunked\r\n\
         Trailer: x-amz-checksum-crc32\r\nTE: trailers\r\n\r\n",
        signed("s3")
    );
    let body = "3\r\nabc\r\n5;ext=1\r\ndefgh\r\n0\r\nx-amz-checksum-crc32: AAAAAA==\r\n\r\n";
    gateway.ask(format!("{head}{body}")).await;
    let seen = upstream.request().await;
    assert_eq!(seen.head, head);
    assert_eq!(seen.text(), "abcdefgh");
    assert_eq!(seen.trailers, "x-amz-checksum-crc32: AAAAAA==\n");
}

#[tokio::test]
async fn whoever_expects_to_be_told_to_continue_is_told() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    let mut wire = Wire::connect(gateway.address).await;
    let head = format!(
        "PUT /bucket/key HTTP/1.1\r\nHost: h\r\n{}\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n",
        signed("s3")
    );
    wire.send(&head).await;
    assert_eq!(
        soon(wire.head()).await.as_deref(),
        Some("HTTP/1.1 100 Continue\r\n\r\n")
    );
    let answer = wire.ask("abc").await;
    assert_eq!(answer.status(), 200);
    let seen = upstream.request().await;
    assert_eq!((seen.head, seen.body), (head, b"abc".to_vec()));
}

#[tokio::test]
async fn answers_without_a_body_pass_as_they_are() {
    for (request, answer) in [
        (
            bare("HEAD", "/b/k", "s3"),
            "HTTP/1.1 200 OK\r\nContent-Length: 77\r\nETag: \"x\"\r\n\r\n",
        ),
        (
            bare("DELETE", "/b/k", "s3"),
            "HTTP/1.1 204 No Content\r\nx-amz-id: 1\r\n\r\n",
        ),
        (
            bare("GET", "/b/k", "s3"),
            "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n",
        ),
    ] {
        let upstream = Upstream::start(move |_| Reply::Bytes(answer.as_bytes().to_vec())).await;
        let gateway = Gateway::any(upstream.address).await;
        let mut wire = Wire::connect(gateway.address).await;
        wire.send(&request).await;
        assert_eq!(soon(wire.head()).await.as_deref(), Some(answer));
        assert_eq!(upstream.request().await.head, request);
        assert!(gateway.calls().await[0].ended.is_some());
    }
}

#[tokio::test]
async fn a_chunked_answer_passes() {
    let answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    let upstream = Upstream::start(move |_| Reply::Bytes(answer.as_bytes().to_vec())).await;
    let gateway = Gateway::any(upstream.address).await;
    let seen = gateway.ask(bare("GET", "/b/k", "s3")).await;
    assert_eq!(
        seen.head,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n"
    );
    assert_eq!(seen.text(), "abcde");
}

#[tokio::test]
async fn a_wish_for_http_2_is_ignored_and_nothing_else_is() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    let request = bare("GET", "/b/k", "s3");
    let upgrading = request.replacen(
        "\r\n",
        "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        1,
    );
    assert_eq!(gateway.ask(upgrading).await.status(), 200);
    assert_eq!(upstream.request().await.head, request);
}

#[tokio::test]
async fn connections_are_kept_on_both_sides() {
    let upstream = Upstream::json(r#"{"QueueUrl":"q"}"#).await;
    let gateway = Gateway::any(upstream.address).await;
    let mut wire = Wire::connect(gateway.address).await;
    for number in 0..5 {
        let answer = wire
            .ask(sqs("GetQueueUrl", &format!(r#"{{"QueueName":"{number}"}}"#)))
            .await;
        assert_eq!(answer.text(), r#"{"QueueUrl":"q"}"#);
        assert!(upstream.request().await.text().contains(&number.to_string()));
    }
}

#[tokio::test]
async fn a_head_beyond_all_measure_is_refused() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    let long = format!(
        "GET / HTTP/1.1\r\nHost: h\r\nX-Long: {}\r\n\r\n",
        "x".repeat(100_000)
    );
    let mut wire = Wire::connect(gateway.address).await;
    // The refusal may come before all of it is sent.
    let _ = tokio::io::AsyncWriteExt::write_all(&mut wire.stream, long.as_bytes()).await;
    if let Some(answer) = soon(wire.head()).await {
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    assert!(upstream.is_unasked().await);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_request_passes_byte_for_byte(
        path in "/[a-zA-Z0-9/._~!$&'()*,;=:@%-]{0,40}", query in "(\\?[a-zA-Z0-9/._~!$&'()*,;=:@%+-]{0,40})?",
        names in prop::collection::btree_set("x-[a-zA-Z][a-zA-Z0-9-]{0,10}", 0..8), values in prop::collection::vec("[!-~]([ -~]{0,20}[!-~])?", 8),
        service in "sqs|s3|sns|ecr", is_form: bool, body in prop::collection::vec(any::<u8>(), 0..300)
    ) {
        // Headers that come several times are brought together: a test of its own.
        let distinct: BTreeMap<String, (String, &String)> =
            names.into_iter().zip(&values).map(|pair| (pair.0.to_ascii_lowercase(), pair)).collect();
        let mut head = format!("POST {path}{query} HTTP/1.1\r\nHost: h\r\n{}\r\n", signed(&service));
        for (name, value) in distinct.into_values() {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if is_form {
            head += "Content-Type: application/x-www-form-urlencoded\r\n";
        }
        write!(head, "Content-Length: {}\r\n\r\n", body.len()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let upstream = Upstream::json("{}").await;
            let gateway = Gateway::any(upstream.address).await;
            gateway.ask([head.as_bytes(), &body].concat()).await;
            let seen = upstream.request().await;
            assert_eq!(seen.head, head);
            assert_eq!(seen.body, body);
        });
    }
}
