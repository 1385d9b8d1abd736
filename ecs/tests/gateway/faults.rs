//! Every fault, as its client sees it and as the trace tells it.

use local_ecs::admin::FaultId;
use local_ecs::{AccountsMode, Calls, Effect, Fault};
use serde_json::json;

use super::harness::{
    ACCOUNT, Gateway, Message, Reply, Upstream, Wire, bare, form, json as answer, soon, sqs, sqs_by, xml,
};

/// A fake LocalStack with two messages, `good` and `poison`, that deletes whatever it is asked to.
async fn with(faults: &[Fault]) -> (Upstream, Gateway) {
    let upstream = Upstream::start(reply).await;
    let gateway = Gateway::start(upstream.address, AccountsMode::Any, 100).await;
    gateway.admin.register(ACCOUNT, "a scenario").await.unwrap();
    for fault in faults {
        gateway.admin.add_fault(ACCOUNT, fault).await.unwrap();
    }
    (upstream, gateway)
}

fn reply(request: &Message) -> Reply {
    let body = request.text();
    if request.head.contains("AmazonSQS.ReceiveMessage") {
        return Reply::Bytes(answer(
            200,
            r#"{"Messages":[{"ReceiptHandle":"h1","Body":"good"},{"ReceiptHandle":"h2","Body":"a poison pill"}]}"#,
        ));
    }
    if body.contains("Action=ReceiveMessage") {
        let message =
            "<Message><ReceiptHandle>h2</ReceiptHandle><Body>a &lt;poison&gt; pill</Body></Message>";
        return Reply::Bytes(xml(
            200,
            &format!("<R><ReceiveMessageResult>{message}</ReceiveMessageResult></R>"),
        ));
    }
    if body.contains("Action=DeleteMessageBatch") {
        let deleted = "<DeleteMessageBatchResultEntry><Id>a</Id></DeleteMessageBatchResultEntry>";
        return Reply::Bytes(xml(
            200,
            &format!("<R><DeleteMessageBatchResult>{deleted}</DeleteMessageBatchResult></R>"),
        ));
    }
    if request.head.contains("Batch") {
        return Reply::Bytes(answer(200, r#"{"Successful":[{"Id":"a"}],"Failed":[]}"#));
    }
    Reply::Bytes(answer(200, "{}"))
}

const BATCH: &str =
    r#"{"QueueUrl":"q","Entries":[{"Id":"a","ReceiptHandle":"h1"}, {"Id":"b","ReceiptHandle":"h2"}]}"#;

fn fail(operation: &str, containing: Option<&str>, indexes: Option<Vec<usize>>) -> Fault {
    Fault::of(
        "sqs",
        operation,
        Effect::FailEntries {
            containing: containing.map(str::to_owned),
            indexes,
            code: "InternalError".to_owned(),
            sender_fault: false,
        },
    )
}

#[tokio::test]
async fn throttled_calls_are_answered_as_the_service_does() {
    let any = |service: &str| Fault {
        operation: None,
        ..Fault::of(service, "", Effect::Throttle)
    };
    let (upstream, gateway) = with(&[any("sqs"), any("sns"), any("s3"), any("logs")]).await;
    let throttled = gateway.ask(sqs("SendMessage", r#"{"MessageBody":"b"}"#)).await;
    assert_eq!(
        (throttled.status(), &throttled.json()["__type"]),
        (400, &json!("com.amazonaws.sqs#RequestThrottled"))
    );
    assert_eq!(
        throttled.header("x-amzn-query-error").as_deref(),
        Some("RequestThrottled;Sender")
    );
    let throttled = gateway.ask(form("sns", "Action=Publish")).await;
    assert!(throttled.status() == 400 && throttled.text().contains("<Code>Throttling</Code>"));
    let throttled = gateway.ask(bare("GET", "/b/k", "s3")).await;
    assert!(throttled.status() == 503 && throttled.text().contains("<Code>SlowDown</Code>"));
    let logs = sqs("PutLogEvents", "{}").replace("/sqs/", "/logs/");
    assert_eq!(gateway.ask(logs).await.json()["__type"], "ThrottlingException");
    assert!(upstream.is_unasked().await);
    let call = gateway.ended().await;
    assert_eq!(
        (call.fault.as_deref(), call.error.as_deref()),
        (Some("1 throttle"), Some("RequestThrottled"))
    );
    assert_eq!((call.status, call.upstream), (Some(400), None));
    assert_eq!(call.parameters, json!({"MessageBody": "b"}));
}

#[tokio::test]
async fn an_error_is_the_one_that_was_asked_for() {
    let effect = Effect::Error {
        status: 500,
        code: "InternalError".to_owned(),
        message: "it broke".to_owned(),
    };
    let (upstream, gateway) = with(&[Fault {
        calls: Calls::First(2),
        ..Fault::of("sqs", "SendMessage", effect)
    }])
    .await;
    for _ in 0..2 {
        let failed = gateway.ask(sqs("SendMessage", "{}")).await;
        assert_eq!(
            (failed.status(), &failed.json()["message"]),
            (500, &json!("it broke"))
        );
        assert_eq!(
            failed.header("x-amzn-query-error").as_deref(),
            Some("InternalError;Receiver")
        );
    }
    assert!(upstream.is_unasked().await);
    assert_eq!(gateway.ask(sqs("SendMessage", "{}")).await.status(), 200);
    assert_eq!(gateway.calls().await[2].fault, None);
}

#[tokio::test]
async fn only_the_caller_and_the_call_that_are_meant_are_hit() {
    let (_upstream, gateway) = with(&[Fault {
        caller: Some("worker-2".to_owned()),
        calls: Calls::Nth(2),
        ..Fault::of("sqs", "SendMessage", Effect::Throttle)
    }])
    .await;
    let mut seen = Vec::new();
    for caller in ["worker-1", "worker-2", "worker-1", "worker-2", "worker-2"] {
        seen.push(gateway.ask(sqs_by(caller, "SendMessage", "{}")).await.status());
    }
    assert_eq!(seen, [200, 200, 200, 400, 200]);
}

#[tokio::test]
async fn a_share_of_the_calls_is_the_same_in_every_run() {
    let fault = Fault {
        calls: Calls::Share { of: 0.5, seed: 7 },
        ..Fault::of("sqs", "SendMessage", Effect::Throttle)
    };
    let mut runs = Vec::new();
    for _ in 0..2 {
        let (_upstream, gateway) = with(std::slice::from_ref(&fault)).await;
        let mut wire = Wire::connect(gateway.address).await;
        let mut seen = Vec::new();
        for _ in 0..20 {
            seen.push(wire.ask(sqs("SendMessage", "{}")).await.status());
        }
        runs.push(seen);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].contains(&200) && runs[0].contains(&400));
}

#[tokio::test]
async fn a_disconnect_closes_the_connection_before_or_after_the_call_is_carried_out() {
    for after_forwarding in [false, true] {
        let (upstream, gateway) = with(&[Fault::of(
            "sqs",
            "SendMessage",
            Effect::Disconnect { after_forwarding },
        )])
        .await;
        let mut wire = Wire::connect(gateway.address).await;
        wire.send(sqs("SendMessage", r#"{"MessageBody":"b"}"#)).await;
        assert!(wire.closed().await);
        assert_eq!(upstream.is_unasked().await, !after_forwarding);
        let call = gateway.ended().await;
        assert_eq!(
            (call.status, call.upstream),
            (None, after_forwarding.then_some(200))
        );
        assert_eq!(call.parameters, json!({"MessageBody": "b"}));
        assert!(call.fault.unwrap().starts_with("1 disconnect"));
    }
}

#[tokio::test]
async fn a_delay_comes_before_the_call_is_forwarded() {
    let (upstream, gateway) = with(&[Fault::of("sqs", "SendMessage", Effect::Delay { millis: 80 })]).await;
    assert_eq!(gateway.ask(sqs("SendMessage", "{}")).await.status(), 200);
    upstream.request().await;
    let call = gateway.ended().await;
    assert!(call.duration().unwrap().whole_milliseconds() >= 80, "{call:?}");
    assert_eq!(call.fault.as_deref(), Some("1 delay 80 ms"));
}

#[tokio::test]
async fn a_held_call_goes_on_when_the_fault_is_deleted() {
    let (upstream, gateway) = with(&[Fault::of("sqs", "SendMessage", Effect::Hold)]).await;
    let mut wire = Wire::connect(gateway.address).await;
    wire.send(sqs("SendMessage", "{}")).await;
    soon(gateway.when(|call| call.fault.is_some())).await;
    assert!(upstream.is_unasked().await);
    gateway
        .admin
        .remove_fault(ACCOUNT, FaultId { id: 1 })
        .await
        .unwrap();
    assert_eq!(soon(wire.message(true)).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_held_call_ends_when_its_client_goes_away() {
    let (upstream, gateway) = with(&[Fault::of("sqs", "SendMessage", Effect::Hold)]).await;
    let mut wire = Wire::connect(gateway.address).await;
    wire.send(sqs("SendMessage", "{}")).await;
    soon(gateway.when(|call| call.fault.is_some())).await;
    drop(wire);
    let call = gateway.ended().await;
    assert_eq!(call.trouble.as_deref(), Some("the client went away"));
    assert!(upstream.is_unasked().await);
}

#[tokio::test]
async fn delays_come_before_the_first_fault_that_decides() {
    let (_upstream, gateway) = with(&[
        Fault::of("sqs", "SendMessage", Effect::Throttle),
        Fault::of(
            "sqs",
            "SendMessage",
            Effect::Disconnect {
                after_forwarding: false,
            },
        ),
        Fault::of("sqs", "SendMessage", Effect::Delay { millis: 1 }),
    ])
    .await;
    assert_eq!(gateway.ask(sqs("SendMessage", "{}")).await.status(), 400);
    assert_eq!(
        gateway.ended().await.fault.as_deref(),
        Some("3 delay 1 ms, 1 throttle")
    );
    let hits: Vec<u64> = gateway
        .admin
        .faults(ACCOUNT)
        .await
        .unwrap()
        .iter()
        .map(|fault| fault.hits)
        .collect();
    assert_eq!(hits, [1, 0, 1]);
}

#[tokio::test]
async fn the_entry_about_a_message_fails_and_the_others_do_not() {
    let (upstream, gateway) = with(&[fail("DeleteMessageBatch", Some("poison"), None)]).await;
    gateway.ask(sqs("ReceiveMessage", "{}")).await;
    upstream.request().await;
    let deleted = gateway.ask(sqs("DeleteMessageBatch", BATCH)).await;
    assert_eq!(deleted.status(), 200);
    assert_eq!(
        deleted.json(),
        json!({"Successful": [{"Id": "a"}], "Failed": [{
            "Id": "b", "Code": "InternalError", "Message": "failed by fault 1 of this account", "SenderFault": false
        }]})
    );
    let forwarded = upstream.request().await;
    assert_eq!(
        forwarded.text(),
        r#"{"QueueUrl":"q","Entries":[{"Id":"a","ReceiptHandle":"h1"}]}"#
    );
    let call = &gateway.calls().await[1];
    assert_eq!(call.fault.as_deref(), Some("1 fail entries InternalError"));
    assert_eq!(
        call.parameters["Entries"][1]["Id"], "b",
        "the trace tells what the client sent"
    );
    assert_eq!(call.result.as_ref().unwrap()["Failed"][0]["Id"], "b");
}

#[tokio::test]
async fn a_batch_that_fails_whole_is_not_forwarded() {
    let (upstream, gateway) = with(&[fail("DeleteMessageBatch", None, None)]).await;
    let deleted = gateway.ask(sqs("DeleteMessageBatch", BATCH)).await;
    assert_eq!(
        (
            deleted.status(),
            deleted.json()["Failed"].as_array().map(Vec::len)
        ),
        (200, Some(2))
    );
    assert_eq!(deleted.json()["Successful"], json!([]));
    assert!(upstream.is_unasked().await);
    let call = gateway.ended().await;
    assert_eq!((call.status, call.upstream), (Some(200), None));
}

#[tokio::test]
async fn a_batch_without_such_an_entry_passes_byte_for_byte() {
    let (upstream, gateway) = with(&[
        fail("DeleteMessageBatch", Some("poison"), None),
        fail("DeleteMessageBatch", None, Some(vec![7])),
    ])
    .await;
    let request = sqs("DeleteMessageBatch", BATCH);
    gateway.ask(&request).await;
    let forwarded = upstream.request().await;
    assert_eq!(forwarded.head.clone() + &forwarded.text(), request);
    let faults = gateway.admin.faults(ACCOUNT).await.unwrap();
    assert!(faults.iter().all(|fault| fault.matched == 0));
}

#[tokio::test]
async fn an_entry_is_chosen_by_its_place_in_other_batches_too() {
    for operation in ["SendMessageBatch", "ChangeMessageVisibilityBatch"] {
        let (upstream, gateway) = with(&[fail(operation, None, Some(vec![1]))]).await;
        let answer = gateway.ask(sqs(operation, BATCH)).await;
        assert_eq!(answer.json()["Failed"][0]["Id"], "b");
        assert!(!upstream.request().await.text().contains("\"b\""));
    }
}

#[tokio::test]
async fn a_call_about_a_single_such_message_fails_whole() {
    let (upstream, gateway) = with(&[fail("DeleteMessage", Some("poison"), None)]).await;
    gateway.ask(sqs("ReceiveMessage", "{}")).await;
    upstream.request().await;
    let failed = gateway
        .ask(sqs("DeleteMessage", r#"{"ReceiptHandle":"h2"}"#))
        .await;
    assert_eq!(
        (failed.status(), &failed.json()["__type"]),
        (500, &json!("com.amazonaws.sqs#InternalError"))
    );
    assert!(upstream.is_unasked().await);
    assert_eq!(
        gateway
            .ask(sqs("DeleteMessage", r#"{"ReceiptHandle":"h1"}"#))
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn any_fault_may_be_limited_to_the_calls_about_a_message() {
    let (upstream, gateway) = with(&[Fault {
        containing: Some("poison".to_owned()),
        ..Fault::of("sqs", "ChangeMessageVisibility", Effect::Hold)
    }])
    .await;
    gateway.ask(sqs("ReceiveMessage", "{}")).await;
    let other = gateway
        .ask(sqs("ChangeMessageVisibility", r#"{"ReceiptHandle":"h1"}"#))
        .await;
    assert_eq!(other.status(), 200);
    for _ in 0..2 {
        upstream.request().await;
    }
    let mut held = Wire::connect(gateway.address).await;
    held.send(sqs("ChangeMessageVisibility", r#"{"ReceiptHandle":"h2"}"#))
        .await;
    while gateway.admin.faults(ACCOUNT).await.unwrap()[0].hits == 0 {
        tokio::task::yield_now().await;
    }
    assert!(upstream.is_unasked().await);
    gateway.admin.clear_faults(ACCOUNT).await.unwrap();
    assert_eq!(soon(held.message(true)).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_query_protocol_has_the_same_faults() {
    let (upstream, gateway) = with(&[fail("DeleteMessageBatch", Some("<poison>"), None)]).await;
    gateway.ask(form("sqs", "Action=ReceiveMessage")).await;
    upstream.request().await;
    let batch = "Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.1.Id=b\
        &DeleteMessageBatchRequestEntry.1.ReceiptHandle=h2&DeleteMessageBatchRequestEntry.2.Id=a\
        &DeleteMessageBatchRequestEntry.2.ReceiptHandle=h1&Version=2012-11-05";
    let deleted = gateway.ask(form("sqs", batch)).await;
    assert_eq!(deleted.status(), 200);
    assert!(
        deleted
            .text()
            .contains("<BatchResultErrorEntry><Id>b</Id><Code>InternalError</Code>"),
        "{}",
        deleted.text()
    );
    assert_eq!(
        upstream.request().await.text(),
        "Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.1.Id=a\
         &DeleteMessageBatchRequestEntry.1.ReceiptHandle=h1&Version=2012-11-05"
    );
    let result = gateway.calls().await[1].result.clone().unwrap();
    assert_eq!(
        (&result["Failed"][0]["Id"], &result["Successful"][0]["Id"]),
        (&json!("b"), &json!("a"))
    );
}

#[tokio::test]
async fn a_chunked_answer_gets_the_failed_entries_too() {
    let upstream = Upstream::start(|_| {
        let body = r#"{"Successful":[]}"#;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ntransfer-encoding: chunked\r\n\r\n";
        Reply::Bytes(format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into_bytes())
    })
    .await;
    let gateway = Gateway::any(upstream.address).await;
    gateway.admin.register(ACCOUNT, "a scenario").await.unwrap();
    gateway
        .admin
        .add_fault(ACCOUNT, &fail("DeleteMessageBatch", None, Some(vec![0])))
        .await
        .unwrap();
    let answer = gateway.ask(sqs("DeleteMessageBatch", BATCH)).await;
    assert_eq!(answer.json()["Failed"][0]["Id"], "a");
    assert_eq!(answer.header("transfer-encoding"), None);
}

#[tokio::test]
async fn a_batch_that_localstack_refuses_is_answered_as_it_does() {
    let upstream = Upstream::start(|_| Reply::Bytes(answer(400, r#"{"__type":"QueueDoesNotExist"}"#))).await;
    let gateway = Gateway::any(upstream.address).await;
    gateway.admin.register(ACCOUNT, "a scenario").await.unwrap();
    gateway
        .admin
        .add_fault(ACCOUNT, &fail("DeleteMessageBatch", None, Some(vec![0])))
        .await
        .unwrap();
    let refused = gateway.ask(sqs("DeleteMessageBatch", BATCH)).await;
    assert_eq!(
        (refused.status(), refused.text().as_str()),
        (400, r#"{"__type":"QueueDoesNotExist"}"#)
    );
    assert_eq!(gateway.ended().await.error.as_deref(), Some("QueueDoesNotExist"));
}

/// A fake LocalStack that always has the same message to hand out.
async fn with_one_message(by_form: bool) -> (Upstream, Gateway) {
    let upstream = Upstream::start(move |request| {
        let receives = request.head.contains("AmazonSQS.ReceiveMessage")
            || request.text().contains("Action=ReceiveMessage");
        Reply::Bytes(match (by_form, receives) {
            (false, true) => answer(200, r#"{"Messages":[{"MessageId":"m1","ReceiptHandle":"h+1","Body":"good"}]}"#),
            (false, false) => answer(200, r#"{"Successful":[{"Id":"0"}]}"#),
            (true, true) => xml(
                200,
                "<R><ReceiveMessageResult><Message><MessageId>m1</MessageId><ReceiptHandle>h+1</ReceiptHandle>\
                 <Body>good</Body></Message></ReceiveMessageResult></R>",
            ),
            (true, false) => xml(200, "<R></R>"),
        })
    })
    .await;
    let gateway = Gateway::start(upstream.address, AccountsMode::Any, 100).await;
    gateway.admin.register(ACCOUNT, "a scenario").await.unwrap();
    let fault = Fault::of("sqs", "ReceiveMessage", Effect::DeliverTwice);
    gateway.admin.add_fault(ACCOUNT, &fault).await.unwrap();
    (upstream, gateway)
}

#[tokio::test]
async fn what_is_received_is_visible_again_before_its_receiver_has_it_and_once_only() {
    let (upstream, gateway) = with_one_message(false).await;
    let receive = sqs(
        "ReceiveMessage",
        r#"{"QueueUrl":"http://h/q","WaitTimeSeconds":20}"#,
    );
    let received = gateway.ask(&receive).await;
    assert_eq!(received.json()["Messages"][0]["ReceiptHandle"], "h+1");
    assert!(upstream.request().await.head.contains("AmazonSQS.ReceiveMessage"));
    let again = upstream.request().await;
    assert!(
        again.head.contains("AmazonSQS.ChangeMessageVisibilityBatch"),
        "{}",
        again.head
    );
    assert_eq!(
        again.json(),
        json!({"QueueUrl": "http://h/q", "Entries": [{"Id": "0", "ReceiptHandle": "h+1", "VisibilityTimeout": 0}]})
    );
    let second = gateway.ask(&receive).await;
    assert_eq!(second.json(), received.json());
    upstream.request().await;
    assert!(upstream.is_unasked().await, "it comes twice, not for ever");
    let calls = gateway.calls().await;
    assert_eq!(calls.len(), 2, "the trace tells what the caller called");
    assert_eq!(calls[0].fault.as_deref(), Some("1 deliver twice"));
    assert_eq!((calls[0].status, calls[0].upstream), (Some(200), Some(200)));
    assert_eq!(
        calls[0].result.as_ref().unwrap()["Messages"][0]["MessageId"],
        "m1"
    );
}

#[tokio::test]
async fn what_is_received_in_the_query_protocol_comes_again_in_it() {
    let (upstream, gateway) = with_one_message(true).await;
    let receive =
        "Action=ReceiveMessage&QueueUrl=http%3A%2F%2Fh%2Fq&MaxNumberOfMessages=10&Version=2012-11-05";
    gateway.ask(form("sqs", receive)).await;
    upstream.request().await;
    assert_eq!(
        upstream.request().await.text(),
        "Action=ChangeMessageVisibilityBatch&QueueUrl=http%3A%2F%2Fh%2Fq&Version=2012-11-05\
         &ChangeMessageVisibilityBatchRequestEntry.1.Id=0\
         &ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle=h%2B1\
         &ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=0"
    );
}

#[tokio::test]
async fn where_it_cannot_be_delivered_again_the_trace_says_so_and_it_is_delivered_once() {
    let upstream = Upstream::start(|request| {
        Reply::Bytes(if request.head.contains("AmazonSQS.ReceiveMessage") {
            answer(
                200,
                r#"{"Messages":[{"MessageId":"m1","ReceiptHandle":"h1","Body":"good"}]}"#,
            )
        } else {
            answer(400, r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}"#)
        })
    })
    .await;
    let gateway = Gateway::any(upstream.address).await;
    gateway.admin.register(ACCOUNT, "a scenario").await.unwrap();
    let fault = Fault::of("sqs", "ReceiveMessage", Effect::DeliverTwice);
    gateway.admin.add_fault(ACCOUNT, &fault).await.unwrap();
    let received = gateway.ask(sqs("ReceiveMessage", r#"{"QueueUrl":"q"}"#)).await;
    assert_eq!(received.json()["Messages"][0]["MessageId"], "m1");
    let call = gateway.ended().await;
    let trouble = call.trouble.unwrap();
    assert!(trouble.contains("QueueDoesNotExist"), "{trouble}");
}

#[tokio::test]
async fn an_error_of_s3_is_told_in_its_xml_and_the_object_is_not_read() {
    let effect = Effect::Error {
        status: 507,
        code: "InsufficientStorage".to_owned(),
        message: "the disk is full".to_owned(),
    };
    let (upstream, gateway) = with(&[Fault::of("s3", "PutObject", effect)]).await;
    let mut request = bare("PUT", "/bucket/resized/a.jpg", "s3");
    request = request.replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\nimage");
    let failed = gateway.ask(request).await;
    assert_eq!(failed.status(), 507);
    assert_eq!(failed.header("content-type").as_deref(), Some("application/xml"));
    assert!(
        failed
            .text()
            .contains("<Error><Code>InsufficientStorage</Code><Message>the disk is full</Message>"),
        "{}",
        failed.text()
    );
    assert!(upstream.is_unasked().await);
    let call = gateway.ended().await;
    assert_eq!(
        (
            call.operation.as_str(),
            call.error.as_deref(),
            &call.parameters["Key"]
        ),
        ("PutObject", Some("InsufficientStorage"), &json!("resized/a.jpg"))
    );
    assert_eq!(
        gateway.ask(bare("GET", "/bucket/a.jpg", "s3")).await.status(),
        200
    );
}
