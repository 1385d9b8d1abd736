//! Calls that nobody owns are refused, in the words of the service.

use local_ecs::AccountsMode;

use super::harness::{ACCOUNT, Gateway, Reply, Upstream, bare, form, json, sqs};

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
async fn services_that_are_not_there_yet_say_so() {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    for (service, target, name) in [
        (
            "ecs",
            "AmazonEC2ContainerServiceV20141113.RunTask",
            "Amazon ECS's RunTask",
        ),
        (
            "application-autoscaling",
            "AnyScaleFrontendService.RegisterScalableTarget",
            "Application Auto Scaling's RegisterScalableTarget",
        ),
    ] {
        let request = format!(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n{}\r\n\
             Content-Length: 14\r\n\r\n{{\"cluster\":\"c\"}}",
            super::harness::signed(service)
        )
        .replace("Content-Length: 14", "Content-Length: 15");
        let answer = gateway.ask(request).await;
        assert_eq!(answer.status(), 501);
        assert_eq!(answer.json()["__type"], "NotImplementedException");
        assert!(
            answer.json()["message"].as_str().unwrap().contains(name),
            "{}",
            answer.text()
        );
    }
    let call = gateway.ended().await;
    assert_eq!(
        (call.status, call.upstream, call.error.as_deref()),
        (Some(501), None, Some("NotImplementedException"))
    );
    assert_eq!(call.parameters["cluster"], "c");
    assert!(upstream.is_unasked().await);
}
