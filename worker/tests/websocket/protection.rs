//! Protection, and what becomes of it.

use super::agent::{Answer, FakeAgent};
use super::client::{Client, request};
use super::process::Server;

const NOTICE: &str = "server shutting down soon";

#[tokio::test]
async fn upon_a_rejection_all_are_told_and_the_manager_tries_again() {
    let script = [Answer::Refused("DEPLOYMENT_BLOCKED"), Answer::FailedLater(500)];
    let agent = FakeAgent::start(&script).await;
    let settings = [("PROTECTION_ADJUST_INTERVAL", "1s")];
    let server = Server::start(&agent, &settings).await;
    let mut first = Client::greeted(&server, 1).await;
    assert_eq!(first.text().await, NOTICE);
    let state = request(server.address, "GET", "/state").await;
    assert!(
        state.contains(r#""state":"rejected""#) && state.contains("DEPLOYMENT_BLOCKED"),
        "{state}"
    );
    // While the rejection stands, who comes is told as well.
    let mut second = Client::greeted(&server, 2).await;
    assert_eq!(second.text().await, NOTICE);
    agent.let_go();
    assert_eq!(first.text().await, NOTICE, "the second rejection");
    assert_eq!(second.text().await, NOTICE);
    server.stdout.wait_for("Task protection acquired").await;
    Client::greeted(&server, 3).await.leave().await;
    assert_eq!(agent.asked(3).await, [true, true, true]);
    server.stderr.wait_for("ECS refuses: DEPLOYMENT_BLOCKED").await;
    server
        .stderr
        .wait_for("the ECS agent answers 500 ServerException")
        .await;
    assert_eq!(server.stderr.count("ERROR"), 2);
    let state = request(server.address, "GET", "/state").await;
    assert!(state.contains(r#""state":"protected""#), "{state}");
}

#[tokio::test]
async fn who_connects_when_all_is_well_again_is_told_nothing() {
    let agent = FakeAgent::start(&[Answer::Failed(503)]).await;
    let server = Server::start(&agent, &[]).await;
    let mut first = Client::greeted(&server, 1).await;
    assert_eq!(first.text().await, NOTICE);
    server.stdout.wait_for("Task protection acquired").await;
    let mut second = Client::greeted(&server, 2).await;
    second
        .send(tokio_tungstenite::tungstenite::Message::text("ping"))
        .await;
    assert_eq!(second.text().await, "pong");
}

#[tokio::test]
async fn a_renewal_is_told_as_another_acquisition() {
    let agent = FakeAgent::start(&[]).await;
    let settings = [
        ("DESIRED_PROTECTION_DURATION_IN_MINS", "1"),
        ("REFRESH_PROTECTION_PERCENTAGE", "1"),
    ];
    let server = Server::start(&agent, &settings).await;
    let client = Client::greeted(&server, 1).await;
    server
        .stdout
        .wait_until("a renewal", |lines| {
            lines
                .iter()
                .filter(|line| *line == "Task protection acquired")
                .count()
                >= 2
        })
        .await;
    client.leave().await;
    server.stdout.wait_for("Task protection released").await;
}

#[tokio::test]
async fn a_refused_release_is_logged_and_tried_again() {
    let agent = FakeAgent::start(&[]).await;
    let server = Server::start(&agent, &[]).await;
    let client = Client::greeted(&server, 1).await;
    server.stdout.wait_for("Task protection acquired").await;
    agent.script(&[Answer::Failed(500)]);
    client.leave().await;
    server.stdout.wait_for("Task protection released").await;
    assert_eq!(agent.asked(3).await, [true, false, false]);
    assert_eq!(server.stderr.count("ERROR"), 1);
}

#[tokio::test]
async fn without_an_agent_clients_are_served_all_the_same() {
    let agent = FakeAgent::start(&[]).await;
    let nobody = [("ECS_AGENT_URI", "http://127.0.0.1:1/api")];
    let server = Server::start(&agent, &nobody).await;
    let mut client = Client::greeted(&server, 1).await;
    assert_eq!(client.text().await, NOTICE);
    server.stderr.wait_for("the ECS agent cannot be reached").await;
    client.leave().await;
    server.stdout.wait_for("There are 0 connections").await;
}
