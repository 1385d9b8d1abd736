//! The admin API, through its client and raw.

use std::time::Duration;

use local_ecs::admin::{ClientError, FaultId};
use local_ecs::{AccountsMode, Effect, Fault};

use super::harness::{ACCOUNT, Gateway, Upstream, soon, sqs};

async fn gateway() -> (Upstream, Gateway) {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::start(upstream.address, AccountsMode::Registered, 10).await;
    (upstream, gateway)
}

fn request(method: &str, path: &str, body: &str) -> String {
    format!(
        "{method} /_local-ecs/{path} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn health_tells_the_version_and_where_localstack_is() {
    let (upstream, gateway) = gateway().await;
    let health = gateway.admin.health().await.unwrap();
    assert_eq!(
        (health.status.as_str(), health.version.as_str()),
        ("running", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(health.localstack, format!("http://{}", upstream.address));
}

#[tokio::test]
async fn an_account_has_one_owner() {
    let (_upstream, gateway) = gateway().await;
    let path = format!("accounts/{ACCOUNT}");
    assert_eq!(
        gateway
            .ask(request("PUT", &path, r#"{"owner":"a"}"#))
            .await
            .status(),
        201
    );
    assert_eq!(
        gateway
            .ask(request("PUT", &path, r#"{"owner":"a"}"#))
            .await
            .status(),
        200
    );
    let refused = gateway.ask(request("PUT", &path, r#"{"owner":"b"}"#)).await;
    assert_eq!(refused.status(), 409);
    assert!(
        refused.json()["error"]
            .as_str()
            .unwrap()
            .contains("registered by 'a'")
    );
    let accounts = gateway.admin.accounts().await.unwrap();
    assert_eq!((accounts.len(), accounts[0].owner.as_deref()), (1, Some("a")));
    assert_eq!(gateway.ask(request("DELETE", &path, "")).await.status(), 204);
    assert_eq!(gateway.ask(request("DELETE", &path, "")).await.status(), 404);
    assert_eq!(
        gateway
            .ask(request("PUT", &path, r#"{"owner":"b"}"#))
            .await
            .status(),
        201
    );
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_with_a_reason() {
    let (_upstream, gateway) = gateway().await;
    gateway.admin.register(ACCOUNT, "a").await.unwrap();
    let faults = format!("accounts/{ACCOUNT}/faults");
    for (method, path, body, status, reason) in [
        ("PUT", "accounts/abc", r#"{"owner":"a"}"#, 400, "12 digits"),
        ("PUT", "accounts/222233334444", r#"{"name":"a"}"#, 422, "owner"),
        ("PUT", "accounts/222233334444", "{", 400, "JSON"),
        (
            "GET",
            "accounts/222233334444/trace",
            "",
            404,
            "PUT /_local-ecs/accounts/222233334444",
        ),
        (
            "POST",
            "accounts/222233334444/faults",
            r#"{"service":"sqs","effect":"hold"}"#,
            404,
            "no account",
        ),
        (
            "POST",
            &faults,
            r#"{"service":"sqs","effect":"explode"}"#,
            422,
            "explode",
        ),
        (
            "POST",
            &faults,
            r#"{"service":"sqs","calls":{"nth":0},"effect":"hold"}"#,
            400,
            "from 1",
        ),
        ("DELETE", &format!("{faults}/7"), "", 404, "no fault 7"),
        ("DELETE", &format!("{faults}/x"), "", 400, "x"),
        (
            "GET",
            &format!("accounts/{ACCOUNT}/trace?after=x"),
            "",
            400,
            "after",
        ),
        (
            "GET",
            &format!("accounts/{ACCOUNT}/trace?until=1"),
            "",
            400,
            "until",
        ),
        ("GET", "nothing", "", 404, "no such path"),
        ("POST", "health", "", 405, "no such method"),
    ] {
        let answer = gateway.ask(request(method, path, body)).await;
        assert_eq!(
            answer.status(),
            status,
            "{method} {path} {body}: {}",
            answer.text()
        );
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(reason), "{method} {path} {body}: {error}");
    }
}

#[tokio::test]
async fn whoever_waits_for_the_trace_is_answered_by_the_next_change() {
    let (_upstream, gateway) = gateway().await;
    gateway.admin.register(ACCOUNT, "a").await.unwrap();
    let (page, answer) = soon(async {
        tokio::join!(
            gateway.admin.trace(ACCOUNT, 0, Duration::from_mins(1)),
            gateway.ask(sqs("ReceiveMessage", "{}")),
        )
    })
    .await;
    assert_eq!(answer.status(), 200);
    let page = page.unwrap();
    assert_eq!(page.calls.len(), 1);
    let last = gateway
        .admin
        .trace(ACCOUNT, 0, Duration::ZERO)
        .await
        .unwrap()
        .revision;
    let page = gateway
        .admin
        .trace(ACCOUNT, last, Duration::from_millis(20))
        .await
        .unwrap();
    assert!(page.calls.is_empty());
    assert_eq!(page.revision, last);
}

#[tokio::test]
async fn whoever_waits_for_a_trace_that_is_forgotten_is_told() {
    let (_upstream, gateway) = gateway().await;
    gateway.admin.register(ACCOUNT, "a").await.unwrap();
    let (page, forgotten) = soon(async {
        tokio::join!(
            gateway.admin.trace(ACCOUNT, 0, Duration::from_mins(1)),
            gateway.admin.forget(ACCOUNT),
        )
    })
    .await;
    forgotten.unwrap();
    assert!(
        matches!(page, Err(ClientError::Refused { status: 404, .. })),
        "{page:?}"
    );
}

#[tokio::test]
async fn faults_are_listed_with_what_they_did_and_deleted() {
    let (_upstream, gateway) = gateway().await;
    gateway.admin.register(ACCOUNT, "a").await.unwrap();
    let fault = Fault::of("sqs", "ReceiveMessage", Effect::Throttle);
    let id = gateway.admin.add_fault(ACCOUNT, &fault).await.unwrap();
    assert_eq!(id, FaultId { id: 1 });
    assert_eq!(gateway.ask(sqs("ReceiveMessage", "{}")).await.status(), 400);
    let listed = gateway.admin.faults(ACCOUNT).await.unwrap();
    assert_eq!(
        (listed.len(), &listed[0].fault, listed[0].matched, listed[0].hits),
        (1, &fault, 1, 1)
    );
    gateway.admin.remove_fault(ACCOUNT, id).await.unwrap();
    assert!(gateway.admin.remove_fault(ACCOUNT, id).await.is_err());
    assert_eq!(gateway.ask(sqs("ReceiveMessage", "{}")).await.status(), 200);
    gateway.admin.add_fault(ACCOUNT, &fault).await.unwrap();
    gateway.admin.clear_faults(ACCOUNT).await.unwrap();
    assert!(gateway.admin.faults(ACCOUNT).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_named() {
    let (_upstream, mut gateway) = gateway().await;
    gateway.shutdown.request();
    soon(&mut gateway.task).await.unwrap();
    let error = gateway.admin.health().await.expect_err("it has ended");
    assert!(
        error.to_string().contains(&gateway.address.to_string()),
        "{error}"
    );
}
