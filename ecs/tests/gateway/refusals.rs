//! Calls that nobody owns are refused, in the words of the service.

use local_ecs::AccountsMode;

use super::harness::{ACCOUNT, Gateway, Reply, Upstream, bare, form, json, json_call, sqs};

async fn registered() -> (Upstream, Gateway) {
    let upstream = Upstream::start(|_| Reply::Bytes(json(200, "{}"))).await;
    let gateway = Gateway::start(upstream.address, AccountsMode::Registered, 10).await;
    (upstream, gateway)
}

#[tokio::test]
async fn a_call_of_an_unregistered_account_is_refused_until_it_is_registered() {
    let (upstream, gateway) = registered().await;
    let refused = gateway.ask(sqs("ReceiveMessage", "{}")).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(
        refused.header("x-amzn-query-error").as_deref(),
        Some("InvalidClientTokenId;Sender")
    );
    let body = refused.json();
    assert_eq!(body["__type"], "com.amazonaws.sqs#UnrecognizedClientException");
    let message = body["message"].as_str().unwrap();
    assert!(
        message.contains(ACCOUNT) && message.contains("PUT /_local-ecs/accounts/"),
        "{message}"
    );
    assert!(upstream.is_unasked().await);
    gateway.admin.register(ACCOUNT, "a scenario").await.unwrap();
    assert_eq!(gateway.ask(sqs("ReceiveMessage", "{}")).await.status(), 200);
    gateway.admin.forget(ACCOUNT).await.unwrap();
    assert_eq!(gateway.ask(sqs("ReceiveMessage", "{}")).await.status(), 403);
}

#[tokio::test]
async fn each_protocol_has_its_own_words() {
    let (upstream, gateway) = registered().await;
    let refused = gateway.ask(form("sns", "Action=Publish")).await;
    assert_eq!(refused.status(), 403);
    assert!(
        refused
            .text()
            .contains("<Type>Sender</Type><Code>InvalidClientTokenId</Code>"),
        "{}",
        refused.text()
    );
    let refused = gateway.ask(bare("GET", "/bucket/key", "s3")).await;
    assert_eq!(refused.status(), 403);
    assert!(
        refused.text().contains("<Error><Code>InvalidAccessKeyId</Code>"),
        "{}",
        refused.text()
    );
    let refused = gateway.ask(bare("GET", "/2015-03-31/functions", "lambda")).await;
    assert_eq!(
        refused.header("x-amzn-errortype").as_deref(),
        Some("UnrecognizedClientException")
    );
    assert!(upstream.is_unasked().await);
}

#[tokio::test]
async fn a_call_without_a_readable_signature_is_refused() {
    let (upstream, gateway) = registered().await;
    let unsigned =
        "POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: AmazonSQS.SendMessage\r\nContent-Length: 2\r\n\r\n{}";
    let refused = gateway.ask(unsigned).await;
    assert_eq!(
        (refused.status(), refused.json()["__type"].as_str()),
        (403, Some("MissingAuthenticationTokenException"))
    );
    let unreadable = unsigned.replace("Host: h", "Host: h\r\nAuthorization: Bearer x");
    let refused = gateway.ask(unreadable).await;
    assert_eq!(
        (refused.status(), refused.json()["__type"].as_str()),
        (403, Some("IncompleteSignatureException"))
    );
    assert!(refused.json()["message"].as_str().unwrap().contains("'Bearer'"));
    let refused = gateway
        .ask("GET /_localstack/info HTTP/1.1\r\nHost: h\r\n\r\n")
        .await;
    assert_eq!(refused.status(), 403);
    assert!(upstream.is_unasked().await);
    assert!(
        gateway.admin.accounts().await.unwrap().is_empty(),
        "nothing is kept of them"
    );
}

#[tokio::test]
async fn the_health_of_localstack_may_be_asked_by_anyone() {
    let (upstream, gateway) = registered().await;
    let request = "GET /_localstack/health HTTP/1.1\r\nHost: h\r\n\r\n";
    assert_eq!(gateway.ask(request).await.status(), 200);
    assert_eq!(upstream.request().await.head, request);
    assert!(gateway.admin.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn operations_that_are_not_served_are_named() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    for (service, target, name) in [
        (
            "ecs",
            "AmazonEC2ContainerServiceV20141113.ExecuteCommand",
            "Amazon ECS's ExecuteCommand",
        ),
        (
            "application-autoscaling",
            "AnyScaleFrontendService.PutScheduledAction",
            "Application Auto Scaling's PutScheduledAction",
        ),
    ] {
        let answer = gateway
            .ask(json_call(service, target, r#"{"cluster":"c"}"#))
            .await;
        assert_eq!(answer.status(), 400);
        assert_eq!(answer.json()["__type"], "UnknownOperationException");
        assert!(
            answer.json()["message"].as_str().unwrap().contains(name),
            "{}",
            answer.text()
        );
    }
    let call = gateway.ended().await;
    assert_eq!(
        (call.status, call.upstream, call.error.as_deref()),
        (Some(400), None, Some("UnknownOperationException"))
    );
    assert_eq!(call.parameters["cluster"], "c");
    assert!(upstream.is_unasked().await);
}

#[tokio::test]
async fn a_body_of_ten_megabytes_and_other_protocols_are_refused() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    let target = "AmazonEC2ContainerServiceV20141113.ListTasks";
    let long = format!(r#"{{"cluster":"{}"}}"#, "c".repeat(10_000_000));
    let answer = gateway.ask(json_call("ecs", target, &long)).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.json()["__type"], "SerializationException");
    let answer = gateway.ask(form("ecs", "Action=ListTasks")).await;
    assert_eq!(answer.status(), 400);
    assert!(answer.text().contains("JSON 1.1"), "{}", answer.text());
    assert!(upstream.is_unasked().await);
}
