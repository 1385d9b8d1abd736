//! An ECS agent that answers as a test scripts it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::put;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use super::process::PATIENCE;

/// One answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    /// As it was wanted.
    Done,
    /// HTTP 200 with a `failure` of this reason.
    Refused(&'static str),
    /// An `error` with this status.
    Failed(u16),
    /// The same, once the test [lets it go](FakeAgent::let_go).
    FailedLater(u16),
}

/// The agent. What is not scripted is done as it was wanted.
#[derive(Debug)]
pub(crate) struct FakeAgent {
    pub(crate) url: String,
    script: Arc<Mutex<VecDeque<Answer>>>,
    calls: watch::Receiver<Vec<Value>>,
    let_go: watch::Sender<bool>,
}

impl FakeAgent {
    pub(crate) async fn start(script: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/api/task", listener.local_addr().expect("an address"));
        let script = Arc::new(Mutex::new(script.iter().copied().collect::<VecDeque<_>>()));
        let (told, calls) = watch::channel(Vec::new());
        let (let_go, gate) = watch::channel(false);
        let answers = Arc::clone(&script);
        let app = Router::new().route(
            "/api/task/task-protection/v1/state",
            put(move |body: axum::Json<Value>| async move {
                let answer = answers
                    .lock()
                    .expect("unpoisoned")
                    .pop_front()
                    .unwrap_or(Answer::Done);
                told.send_modify(|calls| calls.push(body.0.clone()));
                if matches!(answer, Answer::FailedLater(_)) {
                    // The test ends with its sender.
                    let _ = gate.clone().wait_for(|open| *open).await;
                }
                reply(answer, &body.0)
            }),
        );
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            url,
            script,
            calls,
            let_go,
        }
    }

    /// Lets the answer go that waits for that.
    pub(crate) fn let_go(&self) {
        self.let_go.send_replace(true);
    }

    /// From now on these answers come first.
    pub(crate) fn script(&self, answers: &[Answer]) {
        *self.script.lock().expect("unpoisoned") = answers.iter().copied().collect();
    }

    /// What was asked for, once there are so many calls: whether protection, in order.
    pub(crate) async fn asked(&self, calls: usize) -> Vec<bool> {
        let mut told = self.calls.clone();
        let seen = timeout(PATIENCE, told.wait_for(|seen| seen.len() >= calls)).await;
        let seen = seen
            .unwrap_or_else(|_| panic!("the agent was not asked {calls} times: {:?}", self.calls.borrow()))
            .expect("the agent runs");
        seen.iter()
            .map(|call| call["ProtectionEnabled"].as_bool().expect("a wish"))
            .collect()
    }
}

fn reply(answer: Answer, asked: &Value) -> (StatusCode, axum::Json<Value>) {
    let arn = "arn:aws:ecs:us-east-1:123456789012:task/c/1";
    let (status, body) = match answer {
        Answer::Done => {
            let enabled = asked["ProtectionEnabled"].clone();
            (
                200,
                json!({"protection": {"ExpirationDate": null, "ProtectionEnabled": enabled, "TaskArn": arn}}),
            )
        }
        Answer::Refused(reason) => (
            200,
            json!({"failure": {"Arn": arn, "Detail": null, "Reason": reason}}),
        ),
        Answer::Failed(status) | Answer::FailedLater(status) => (
            status,
            json!({"error": {"Arn": arn, "Code": "ServerException", "Message": "says the test"}, "requestID": "1"}),
        ),
    };
    (StatusCode::from_u16(status).expect("a status"), axum::Json(body))
}
