//! What is wrong with a setting is one line.

use std::process::Stdio;

use super::agent::FakeAgent;
use super::process::{PATIENCE, command};

/// The exit code and the one line of stderr of a server that does not come up.
async fn refused(settings: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = command()
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .output();
    let output = tokio::time::timeout(PATIENCE, output)
        .await
        .expect("it has ended")
        .expect("run");
    let told = String::from_utf8(output.stderr).expect("text");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(output.stdout.is_empty());
    (output.status.code(), told)
}

#[tokio::test]
async fn without_an_agent_it_does_not_start() {
    for settings in [&[][..], &[("ECS_AGENT_URI", "")]] {
        let (code, told) = refused(settings).await;
        assert_eq!(code, Some(2));
        assert!(
            told.starts_with("worker: error: ECS_AGENT_URI is missing; set it, or --ecs-agent-uri, "),
            "{told}"
        );
    }
}

#[tokio::test]
async fn unusable_settings_are_named() {
    for (setting, value) in [
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PING_INTERVAL", "0s"),
        ("IDLE_TIMEOUT", "30s"),
        ("MAX_CONNECTIONS", "0"),
        ("MAX_MESSAGE_BYTES", "64KiB"),
        ("STOP_TIMEOUT", "0"),
        ("ECS_AGENT_URI", "169.254.170.2"),
        ("MAINTAIN_PROTECTION_PERCENTAGE", "101"),
    ] {
        let agent = ("ECS_AGENT_URI", "http://127.0.0.1:1/api");
        let (code, told) = refused(&[agent, (setting, value)]).await;
        assert_eq!(code, Some(2), "{told}");
        assert!(
            told.starts_with(&format!("worker: error: {setting} is '")),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_a_failure_with_its_remedy() {
    let taken = std::net::TcpListener::bind("0.0.0.0:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let agent = FakeAgent::start(&[]).await;
    let (code, told) = refused(&[("ECS_AGENT_URI", &agent.url), ("PORT", &port)]).await;
    assert_eq!(code, Some(1));
    assert!(
        told.starts_with("worker: error: ") && told.contains(&port) && told.contains("choose another port"),
        "{told}"
    );
}

#[tokio::test]
async fn help_tells_every_variable_and_its_default() {
    let output = command().arg("--help").output().await.expect("run");
    let help = String::from_utf8(output.stdout).expect("text");
    // Wrapped to the terminal's width.
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for variable in [
        "ECS_AGENT_URI",
        "PORT",
        "PING_INTERVAL",
        "IDLE_TIMEOUT",
        "MAX_CONNECTIONS",
        "MAX_MESSAGE_BYTES",
        "STOP_TIMEOUT",
        "DESIRED_PROTECTION_DURATION_IN_MINS",
        "LOG",
    ] {
        assert!(
            help.contains(&format!("[env: {variable}=")),
            "{variable} in {help}"
        );
    }
    for default in ["3000", "30s", "90s", "10000", "65536"] {
        assert!(
            help.contains(&format!("[default: {default}]")),
            "{default} in {help}"
        );
    }
}
