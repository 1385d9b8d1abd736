//! What the trace tells of calls.

use std::time::Duration;

use local_ecs::AccountsMode;
use serde_json::{Value, json};

use super::harness::{ACCOUNT, Gateway, Reply, Upstream, Wire, bare, form, json as answer, sqs, sqs_by, xml};

#[tokio::test]
async fn a_call_is_told_whole() {
    let upstream = Upstream::json(r#"{"MessageId":"m","MD5OfMessageBody":"d"}"#).await;
    let gateway = Gateway::any(upstream.address).await;
    gateway
        .ask(sqs("SendMessage", r#"{"QueueUrl":"q","MessageBody":"b"}"#))
        .await;
    let page = gateway.admin.trace(ACCOUNT, 0, Duration::ZERO).await.unwrap();
    let mut call = serde_json::to_value(&page.calls[0]).unwrap();
    for time in ["started", "ended"] {
        assert!(
            call[time]
                .as_str()
                .is_some_and(|text| text.contains('T') && text.ends_with('Z')),
            "{call}"
        );
        call[time] = Value::from("<time>");
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&call).unwrap(), @r#"
    {
      "account": "111122223333",
      "caller": "worker-1",
      "ended": "<time>",
      "error": null,
      "fault": null,
      "id": 1,
      "operation": "SendMessage",
      "parameters": {
        "MessageBody": "b",
        "QueueUrl": "q"
      },
      "region": "eu-west-1",
      "result": {
        "MD5OfMessageBody": "d",
        "MessageId": "m"
      },
      "revision": 3,
      "service": "sqs",
      "started": "<time>",
      "status": 200,
      "trouble": null,
      "upstream": 200
    }
    "#);
    assert_eq!((page.revision, page.dropped), (3, 0));
}

#[tokio::test]
async fn calls_stand_in_the_order_of_their_arrival_with_their_callers() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    let mut wire = Wire::connect(gateway.address).await;
    wire.ask(sqs_by("suite", "CreateQueue", "{}")).await;
    wire.ask(sqs_by("worker-1", "ReceiveMessage", "{}")).await;
    wire.ask(form("sns", "Action=Publish&Message=a+b&Version=1"))
        .await;
    let calls = gateway.calls().await;
    let told: Vec<_> = calls
        .iter()
        .map(|call| (call.id, call.caller.as_str(), call.operation.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "suite", "CreateQueue"),
            (2, "worker-1", "ReceiveMessage"),
            (3, "unnamed", "Publish")
        ]
    );
    assert_eq!(calls[2].parameters, json!({"Message": "a b"}));
    assert!(
        calls.is_sorted_by_key(|call| call.started)
            && calls.iter().all(|call| call.ended >= Some(call.started))
    );
}

#[tokio::test]
async fn calls_of_s3_are_told_by_bucket_and_key_without_their_bodies() {
    let upstream = Upstream::start(|_| Reply::Bytes(xml(404, "<Error><Code>NoSuchKey</Code></Error>"))).await;
    let gateway = Gateway::any(upstream.address).await;
    gateway.ask(bare("GET", "/bucket/red%20flower.jpg", "s3")).await;
    let presigned = format!(
        "GET /bucket/key?X-Amz-Credential={ACCOUNT}%2F20260101%2Fus-east-1%2Fs3%2Faws4_request\
         &X-Amz-Security-Token=browser HTTP/1.1\r\nHost: h\r\n\r\n"
    );
    gateway.ask(presigned).await;
    let calls = gateway.calls().await;
    assert_eq!(calls[0].operation, "GetObject");
    assert_eq!(
        calls[0].parameters,
        json!({"Bucket": "bucket", "Key": "red flower.jpg"})
    );
    assert_eq!(
        (calls[0].status, calls[0].error.as_deref()),
        (Some(404), Some("NoSuchKey"))
    );
    assert_eq!(
        (calls[1].caller.as_str(), calls[1].region.as_str()),
        ("browser", "us-east-1")
    );
    assert_eq!(calls[1].parameters, json!({"Bucket": "bucket", "Key": "key"}));
}

#[tokio::test]
async fn errors_are_told_by_their_codes() {
    let upstream = Upstream::start(|_| {
        Reply::Bytes(answer(
            400,
            r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"m"}"#,
        ))
    })
    .await;
    let gateway = Gateway::any(upstream.address).await;
    gateway.ask(sqs("GetQueueUrl", "{}")).await;
    let call = gateway.ended().await;
    assert_eq!(call.error.as_deref(), Some("QueueDoesNotExist"));
    assert!(!call.succeeded());
    assert_eq!(call.result.unwrap()["message"], "m");
}

#[tokio::test]
async fn long_texts_are_cut_in_the_trace_alone() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    let body = json!({"MessageBody": "x".repeat(5_000)}).to_string();
    gateway.ask(sqs("SendMessage", &body)).await;
    assert_eq!(upstream.request().await.text(), body);
    let told = gateway.ended().await.parameters;
    assert_eq!(
        told["MessageBody"],
        format!("{}... (5000 bytes)", "x".repeat(1024))
    );
}

#[tokio::test]
async fn a_body_too_large_to_be_kept_passes_and_is_noted() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    let body = json!({"Records": "x".repeat(3_000_000)}).to_string();
    gateway.ask(sqs("SendMessage", &body)).await;
    assert!(upstream.request().await.text() == body);
    assert!(gateway.ended().await.parameters["truncated"].is_string());
}

#[tokio::test]
async fn the_last_calls_are_kept_and_the_others_counted() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::start(upstream.address, AccountsMode::Any, 3).await;
    let mut wire = Wire::connect(gateway.address).await;
    for _ in 0..5 {
        wire.ask(sqs("ReceiveMessage", "{}")).await;
    }
    let page = gateway.admin.trace(ACCOUNT, 0, Duration::ZERO).await.unwrap();
    assert_eq!(
        page.calls.iter().map(|call| call.id).collect::<Vec<_>>(),
        [3, 4, 5]
    );
    assert_eq!(page.dropped, 2);
}

#[tokio::test]
async fn unsigned_calls_are_kept_apart() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    gateway
        .ask("GET /queue?Action=ReceiveMessage HTTP/1.1\r\nHost: h\r\n\r\n")
        .await;
    let page = gateway.admin.trace("unsigned", 0, Duration::ZERO).await.unwrap();
    assert_eq!(page.calls[0].operation, "ReceiveMessage");
    assert_eq!(
        (page.calls[0].service.as_str(), page.calls[0].account.as_str()),
        ("", "unsigned")
    );
}
