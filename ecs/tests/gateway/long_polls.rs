//! Long polls: visible in flight, ended when their client goes, many at once, cut at the end.

use super::harness::{ACCOUNT, Gateway, Reply, Upstream, Wire, json, soon, sqs};

const POLL: &str = r#"{"QueueUrl":"q","WaitTimeSeconds":20}"#;

#[tokio::test]
async fn a_long_poll_is_recorded_when_it_arrives() {
    let upstream = Upstream::start(|_| Reply::Never).await;
    let gateway = Gateway::any(upstream.address).await;
    let mut client = Wire::connect(gateway.address).await;
    client.send(sqs("ReceiveMessage", POLL)).await;
    upstream.request().await;
    let call = soon(gateway.when(|call| call.parameters["WaitTimeSeconds"] == 20)).await;
    assert_eq!(call.operation, "ReceiveMessage");
    assert_eq!((call.status, call.ended), (None, None));
}

#[tokio::test]
async fn a_client_that_goes_away_ends_its_long_poll_upstream() {
    let upstream = Upstream::start(|_| Reply::Never).await;
    let gateway = Gateway::any(upstream.address).await;
    let mut client = Wire::connect(gateway.address).await;
    client.send(sqs("ReceiveMessage", POLL)).await;
    upstream.request().await;
    drop(client);
    upstream.left().await;
    let call = gateway.ended().await;
    assert_eq!(call.trouble.as_deref(), Some("the client went away"));
    assert_eq!((call.status, call.upstream), (None, None));
}

#[tokio::test]
async fn many_long_polls_are_in_flight_at_once() {
    let upstream = Upstream::start(|request| {
        if request.text().contains("20") {
            Reply::Never
        } else {
            Reply::Bytes(json(200, "{}"))
        }
    })
    .await;
    let gateway = Gateway::any(upstream.address).await;
    let mut polls = Vec::new();
    for _ in 0..300 {
        let mut client = Wire::connect(gateway.address).await;
        client.send(sqs("ReceiveMessage", POLL)).await;
        polls.push(client);
    }
    for _ in 0..300 {
        upstream.request().await;
    }
    let answer = gateway.ask(sqs("ReceiveMessage", r#"{"QueueUrl":"q"}"#)).await;
    assert_eq!(answer.status(), 200);
    let calls = gateway.calls().await;
    assert_eq!(calls.iter().filter(|call| call.ended.is_none()).count(), 300);
}

#[tokio::test]
async fn the_end_cuts_long_polls() {
    let upstream = Upstream::start(|_| Reply::Never).await;
    let mut gateway = Gateway::any(upstream.address).await;
    let mut idle = Wire::connect(gateway.address).await;
    let mut client = Wire::connect(gateway.address).await;
    client.send(sqs("ReceiveMessage", POLL)).await;
    upstream.request().await;
    gateway.shutdown.request();
    assert!(idle.closed().await && client.closed().await);
    soon(&mut gateway.task).await.unwrap();
}

#[tokio::test]
async fn an_account_that_is_forgotten_keeps_no_record_of_what_is_in_flight() {
    let upstream = Upstream::start(|_| Reply::Never).await;
    let gateway = Gateway::any(upstream.address).await;
    let mut client = Wire::connect(gateway.address).await;
    client.send(sqs("ReceiveMessage", POLL)).await;
    upstream.request().await;
    gateway.admin.forget(ACCOUNT).await.unwrap();
    drop(client);
    upstream.left().await;
    assert!(gateway.admin.accounts().await.unwrap().is_empty());
}
