//! LocalStack is not there, or breaks off.

use super::harness::{Gateway, Reply, Upstream, Wire, bare, form, json, soon, sqs};

#[tokio::test]
async fn a_localstack_that_is_not_there_is_named_in_an_error_that_sdks_retry() {
    let upstream = Upstream::json("{}").await;
    let address = upstream.address;
    drop(upstream);
    let gateway = Gateway::any(address).await;
    let answer = gateway.ask(sqs("ReceiveMessage", "{}")).await;
    assert_eq!(answer.status(), 503);
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains(&format!("http://{address}")) && message.contains("is it running?"),
        "{message}"
    );
    let call = gateway.ended().await;
    assert_eq!((call.status, call.upstream), (Some(503), None));
    assert_eq!(
        (call.trouble, call.error.as_deref()),
        (Some(message), Some("ServiceUnavailable"))
    );
    assert!(
        gateway
            .ask(form("sns", "Action=Publish"))
            .await
            .text()
            .contains("<Type>Receiver</Type>")
    );
    assert!(
        gateway
            .ask(bare("GET", "/b/k", "s3"))
            .await
            .text()
            .contains("<Error><Code>ServiceUnavailable</Code>")
    );
    assert_eq!(
        gateway
            .ask("GET /_localstack/health HTTP/1.1\r\nHost: h\r\n\r\n")
            .await
            .status(),
        503
    );
}

#[tokio::test]
async fn a_localstack_that_closes_without_an_answer_is_told() {
    let upstream = Upstream::start(|_| Reply::Last(Vec::new())).await;
    let gateway = Gateway::any(upstream.address).await;
    let answer = gateway.ask(sqs("ReceiveMessage", "{}")).await;
    assert_eq!(answer.status(), 502);
    let call = gateway.ended().await;
    assert!(call.trouble.unwrap().contains("broke off without an answer"));
}

#[tokio::test]
async fn an_answer_that_breaks_off_breaks_off() {
    let upstream =
        Upstream::start(|_| Reply::Last(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_vec())).await;
    let gateway = Gateway::any(upstream.address).await;
    let mut wire = Wire::connect(gateway.address).await;
    wire.send(bare("GET", "/b/k", "s3")).await;
    assert_eq!(soon(wire.message(true)).await, None);
    let call = gateway.ended().await;
    assert!(call.trouble.unwrap().contains("broke off in the answer"));
}

#[tokio::test]
async fn a_localstack_that_comes_back_is_found_again() {
    let upstream = Upstream::json("{}").await;
    let address = upstream.address;
    let gateway = Gateway::any(address).await;
    let mut wire = Wire::connect(gateway.address).await;
    assert_eq!(wire.ask(sqs("ReceiveMessage", "{}")).await.status(), 200);
    upstream.stop().await;
    assert!(wire.ask(sqs("ReceiveMessage", "{}")).await.status() >= 502);
    let _upstream = Upstream::start_at(address, |_| Reply::Bytes(json(200, "{}"))).await;
    assert_eq!(wire.ask(sqs("ReceiveMessage", "{}")).await.status(), 200);
}
