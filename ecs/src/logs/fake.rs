//! CloudWatch Logs as far as the tests need it: groups and streams in memory, and answers that a test scripts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::gateway::Upstream;
use crate::localstack::LocalStack;

/// Decides on a call: what to answer instead of the usual, by operation and number of calls of it before.
type Script = Box<dyn Fn(&str, usize) -> Option<(u16, Value)> + Send + Sync>;

/// A listening endpoint; it ends with the test's runtime.
pub(crate) struct FakeLogs {
    state: Arc<State>,
    pub(crate) localstack: LocalStack,
}

struct State {
    groups: Mutex<BTreeMap<String, BTreeMap<String, Vec<Event>>>>,
    /// `<operation> <account> <region>` of each call.
    calls: watch::Sender<Vec<String>>,
    under_way: Mutex<BTreeMap<String, usize>>,
    script: Script,
}

/// An event as it was put: its time and its text.
pub(crate) type Event = (i64, String);

impl FakeLogs {
    /// One that answers as usual.
    pub(crate) async fn start() -> Self {
        Self::scripted(|_, _| None).await
    }

    /// One that gives the script's answers where there are such.
    pub(crate) async fn scripted(
        script: impl Fn(&str, usize) -> Option<(u16, Value)> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self::on(listener, script)
    }

    /// One that listens there.
    pub(crate) fn on(
        listener: TcpListener,
        script: impl Fn(&str, usize) -> Option<(u16, Value)> + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State {
            groups: Mutex::default(),
            calls: watch::Sender::new(Vec::new()),
            under_way: Mutex::default(),
            script: Box::new(script),
        });
        let shared = state.clone();
        let app = Router::new()
            .fallback(move |headers: HeaderMap, body: Bytes| {
                let state = shared.clone();
                async move { state.answer(&headers, &body).await }
            })
            .layer(axum::extract::DefaultBodyLimit::disable());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let upstream = Upstream::parse(&format!("http://{address}")).expect("an address");
        Self {
            state,
            localstack: LocalStack::at(&upstream),
        }
    }

    /// Makes a group.
    pub(crate) fn group(&self, name: &str) {
        self.groups().entry(name.to_owned()).or_default();
    }

    /// Removes a group.
    pub(crate) fn remove_group(&self, name: &str) {
        self.groups().remove(name);
    }

    /// What has been put to the stream; `None` where there is no such stream.
    pub(crate) fn events(&self, group: &str, stream: &str) -> Option<Vec<Event>> {
        self.groups().get(group)?.get(stream).cloned()
    }

    /// The texts that have been put to the stream.
    pub(crate) fn texts(&self, group: &str, stream: &str) -> Vec<String> {
        let events = self.events(group, stream).unwrap_or_default();
        events.into_iter().map(|(_, text)| text).collect()
    }

    /// The calls so far.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.state.calls.borrow().clone()
    }

    /// Waits for so many calls of the operation.
    pub(crate) async fn wait_for(&self, operation: &str, count: usize) {
        let mut calls = self.state.calls.subscribe();
        let enough = |calls: &Vec<String>| of(calls, operation) >= count;
        tokio::time::timeout(Duration::from_secs(60), calls.wait_for(enough))
            .await
            .expect("the calls come in time")
            .expect("the endpoint lives");
    }

    fn groups(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, BTreeMap<String, Vec<Event>>>> {
        self.state.groups.lock().expect("unpoisoned")
    }
}

fn of(calls: &[String], operation: &str) -> usize {
    calls
        .iter()
        .filter(|call| call.split(' ').next() == Some(operation))
        .count()
}

impl State {
    async fn answer(&self, headers: &HeaderMap, body: &[u8]) -> (StatusCode, String) {
        let header = |name| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let operation = header("x-amz-target")
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_owned();
        let mut scope = header("authorization")
            .split("Credential=")
            .nth(1)
            .unwrap_or_default()
            .split('/');
        let (account, region) = (scope.next().unwrap_or_default(), scope.nth(1).unwrap_or_default());
        let before = of(&self.calls.borrow(), &operation);
        let input: Value = serde_json::from_slice(body).expect("JSON");
        let stream = format!("{}/{}", input["logGroupName"], input["logStreamName"]);
        let others = {
            let mut under_way = self.under_way.lock().expect("unpoisoned");
            let others = under_way.entry(stream.clone()).or_default();
            *others += 1;
            *others - 1
        };
        // Whoever calls for the same stream at the same time would be seen.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let (status, answer) = if others > 0 {
            (
                400,
                error("InvalidSequenceTokenException", "another call is under way"),
            )
        } else {
            (self.script)(&operation, before).unwrap_or_else(|| self.usual(&operation, &input))
        };
        if let Some(under_way) = self.under_way.lock().expect("unpoisoned").get_mut(&stream) {
            *under_way -= 1;
        }
        self.calls
            .send_modify(|calls| calls.push(format!("{operation} {account} {region}")));
        (
            StatusCode::from_u16(status).expect("a status"),
            answer.to_string(),
        )
    }

    fn usual(&self, operation: &str, input: &Value) -> (u16, Value) {
        let name = |key: &str| input[key].as_str().unwrap_or_default().to_owned();
        let (group, stream) = (name("logGroupName"), name("logStreamName"));
        let mut groups = self.groups.lock().expect("unpoisoned");
        if operation == "CreateLogGroup" {
            groups.entry(group).or_default();
            return (200, json!({}));
        }
        let Some(streams) = groups.get_mut(&group) else {
            return (
                400,
                error(
                    "ResourceNotFoundException",
                    "The specified log group does not exist.",
                ),
            );
        };
        match operation {
            "CreateLogStream" if streams.contains_key(&stream) => (
                400,
                error(
                    "ResourceAlreadyExistsException",
                    "The specified log stream already exists",
                ),
            ),
            "CreateLogStream" => {
                streams.insert(stream, Vec::new());
                (200, json!({}))
            }
            "PutLogEvents" => match streams.get_mut(&stream) {
                Some(events) => put(events, &input["logEvents"]),
                None => (
                    400,
                    error(
                        "ResourceNotFoundException",
                        "The specified log stream does not exist.",
                    ),
                ),
            },
            _ => (400, error("UnknownOperationException", operation)),
        }
    }
}

/// Takes the events as CloudWatch Logs does, within its limits.
fn put(events: &mut Vec<Event>, put: &Value) -> (u16, Value) {
    let put: Vec<Event> = put
        .as_array()
        .expect("events")
        .iter()
        .map(|event| {
            let at = event["timestamp"].as_i64().expect("a time");
            (at, event["message"].as_str().expect("a text").to_owned())
        })
        .collect();
    let size: usize = put.iter().map(|(_, text)| text.len() + 26).sum();
    let sorted = put.is_sorted_by_key(|(at, _)| *at);
    let empty = put.iter().any(|(_, text)| text.is_empty());
    if put.is_empty() || empty || !sorted || size > 1024 * 1024 || put.len() > 10_000 {
        return (400, error("InvalidParameterException", "beyond the limits"));
    }
    events.extend(put);
    (200, json!({}))
}

/// An error of that code.
pub(crate) fn error(code: &str, message: &str) -> Value {
    json!({"__type": code, "message": message})
}
