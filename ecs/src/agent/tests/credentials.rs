//! Credentials, as containers and the SDKs get them.

use std::process::Command;
use std::time::Duration;

use aws_credential_types::provider::ProvideCredentials;
use http::Method;

use super::bench::{Around, ID, KEY, ROLE, issued, launch};
use super::fake::Reply;
use command_line::Shutdown;
use tokio::net::TcpListener;

const HOUR: Duration = Duration::from_secs(3600);

fn around(sts: Vec<Reply>) -> Around {
    Around {
        sts,
        ..Around::default()
    }
}

#[tokio::test]
async fn credentials_are_those_of_a_session_of_the_role() {
    let bench = Around::default().bench().await;
    let task = bench.open(&launch(ID));
    let (url, token) = (
        &task["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
        &task["AWS_CONTAINER_AUTHORIZATION_TOKEN"],
    );
    let answer = bench.send(Method::GET, url, Some(token), "").await;
    let expiration = answer.split('"').nth(19).expect("an expiration").to_owned();
    insta::assert_snapshot!(answer.replace(&expiration, "<time>"), @r#"200 {"RoleArn":"arn:aws:iam::111122223333:role/worker","AccessKeyId":"LSIAQAAAAAAVNCBMPNSG","SecretAccessKey":"secret","Token":"session","Expiration":"<time>"}"#);
    time::OffsetDateTime::parse(&expiration, &time::format_description::well_known::Rfc3339).expect("a time");
    let seen = bench.sts.seen();
    assert_eq!(seen.len(), 1);
    for parameter in [
        "Action=AssumeRole".to_owned(),
        format!("RoleArn={}", ROLE.replace(':', "%3A").replace('/', "%2F")),
        format!("RoleSessionName={ID}"),
    ] {
        assert!(seen[0].body.contains(&parameter), "{}", seen[0].body);
    }
    assert!(
        seen[0]
            .header("authorization")
            .contains("Credential=111122223333/")
    );
    assert_eq!(bench.callers.name(KEY), Some(format!("task/{ID}")));
    bench.agent.close(&launch(ID).task);
    assert_eq!(bench.callers.name(KEY), None);
    insta::assert_snapshot!(bench.send(Method::GET, url, Some(token), "").await, @r#"400 {"code":"InvalidIdInRequest","message":"CredentialsV2Request: Credentials not found","HTTPErrorCode":400}"#);
}

#[tokio::test]
async fn only_the_tasks_own_token_opens_them() {
    let bench = Around::default().bench().await;
    let task = bench.open(&launch(ID));
    let other = bench.open(&launch("ffff456789abcdef0123456789abcdef"));
    let url = &task["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
    insta::assert_snapshot!(bench.get(url).await, @r#"401 {"code":"MissingAuthorizationToken","message":"CredentialsV2Request: send the text of AWS_CONTAINER_AUTHORIZATION_TOKEN in the Authorization header","HTTPErrorCode":401}"#);
    let foreign = other["AWS_CONTAINER_AUTHORIZATION_TOKEN"].as_str();
    insta::assert_snapshot!(bench.send(Method::GET, url, Some(foreign), "").await, @r#"403 {"code":"InvalidAuthorizationToken","message":"CredentialsV2Request: the token in the Authorization header is not this task's","HTTPErrorCode":403}"#);
    assert_eq!(bench.sts.seen().len(), 0);
}

#[tokio::test]
async fn credentials_are_kept_until_shortly_before_they_end() {
    let soon = issued("LSIAQAAAAAAVNCBMPNSA", Duration::from_secs(10 * 60));
    let bench = around(vec![soon, issued(KEY, HOUR)]).bench().await;
    let task = bench.open(&launch(ID));
    let (url, token) = (
        &task["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
        &task["AWS_CONTAINER_AUTHORIZATION_TOKEN"],
    );
    for key in ["LSIAQAAAAAAVNCBMPNSA", KEY, KEY, KEY] {
        let answer = bench.send(Method::GET, url, Some(token), "").await;
        assert!(answer.contains(key), "{answer}");
    }
    assert_eq!(bench.sts.seen().len(), 2);
    // Both are the task's: a call signed with the older one may still be under way.
    assert!(bench.callers.name("LSIAQAAAAAAVNCBMPNSA").is_some());
}

#[tokio::test]
async fn a_failure_is_told_and_not_kept() {
    let refused = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
                   <Message>not yours</Message></Error></ErrorResponse>";
    let bench = around(vec![Reply::Answer(403, refused.to_owned()), issued(KEY, HOUR)])
        .bench()
        .await;
    let task = bench.open(&launch(ID));
    let (url, token) = (
        &task["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
        &task["AWS_CONTAINER_AUTHORIZATION_TOKEN"],
    );
    insta::assert_snapshot!(bench.send(Method::GET, url, Some(token), "").await, @r#"403 {"code":"AccessDenied","message":"CredentialsV2Request: no credentials for the role arn:aws:iam::111122223333:role/worker: STS refused AssumeRole: not yours","HTTPErrorCode":403}"#);
    assert!(
        bench
            .send(Method::GET, url, Some(token), "")
            .await
            .starts_with("200 ")
    );
}

#[tokio::test]
async fn while_localstack_loads_sts_it_is_asked_again() {
    let loading = "<ErrorResponse><Error><Type>Sender</Type><Code>InternalFailure</Code>\
                   <Message>no handler for operation 'AssumeRole'</Message></Error></ErrorResponse>";
    let loading = || Reply::Answer(501, loading.to_owned());
    let bench = around(vec![loading(), loading(), issued(KEY, HOUR)])
        .bench()
        .await;
    let task = bench.open(&launch(ID));
    let (url, token) = (
        &task["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
        &task["AWS_CONTAINER_AUTHORIZATION_TOKEN"],
    );
    let answer = bench.send(Method::GET, url, Some(token), "").await;
    assert!(answer.starts_with("200 "), "{answer}");
    assert_eq!(bench.sts.seen().len(), 3);
}

#[tokio::test]
async fn old_credentials_that_hold_are_better_than_none() {
    let soon = issued(KEY, Duration::from_secs(10 * 60));
    let bench = around(vec![soon, Reply::Answer(400, String::new())])
        .bench()
        .await;
    let task = bench.open(&launch(ID));
    let (url, token) = (
        &task["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
        &task["AWS_CONTAINER_AUTHORIZATION_TOKEN"],
    );
    let first = bench.send(Method::GET, url, Some(token), "").await;
    assert_eq!(bench.send(Method::GET, url, Some(token), "").await, first);
    assert_eq!(bench.sts.seen().len(), 2);
}

/// The SDK reads its settings from the environment of a process, so it runs in one of its own: this test binary
/// again, at the test below.
#[tokio::test]
async fn the_sdks_own_provider_takes_them() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let bench = Around::default().bench().await;
    let mut variables = bench.open(&launch(ID));
    for value in variables.values_mut() {
        *value = value.replace("127.0.0.1:5000", &address.to_string());
    }
    let shutdown = Shutdown::manual();
    let serving = tokio::spawn({
        let (agent, shutdown) = (bench.agent.clone(), shutdown.clone());
        async move { agent.serve(listener, shutdown).await }
    });
    let client = tokio::task::spawn_blocking(move || {
        Command::new(std::env::current_exe().expect("this binary"))
            .args(["--ignored", "--exact", "--nocapture"])
            .arg("agent::tests::credentials::as_a_container")
            .env_clear()
            .envs(variables)
            .output()
    });
    let output = client.await.expect("no panic").expect("an exit");
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.contains(&format!("given {KEY} session")), "{output}");
    shutdown.request();
    serving.await.expect("no panic");
}

#[tokio::test]
#[ignore = "the other half of the_sdks_own_provider_takes_them"]
#[allow(clippy::print_stdout)]
async fn as_a_container() {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(http)
        .load()
        .await;
    let provider = config.credentials_provider().expect("a provider");
    let given = provider.provide_credentials().await.expect("credentials");
    println!(
        "given {} {}",
        given.access_key_id(),
        given.session_token().unwrap_or_default()
    );
}
