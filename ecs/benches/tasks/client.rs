//! The binary `local-ecs` as it is shipped, and a client of its API.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

/// What does not come ends the measurement.
const PATIENCE: Duration = Duration::from_secs(60);

/// How soon a task ran.
pub(crate) struct Times {
    /// From the call to the first answer that says RUNNING.
    pub(crate) running: Duration,
    /// By its own timestamps.
    pub(crate) stamped: Duration,
}

/// A task definition of one container.
pub(crate) struct Definition {
    pub(crate) family: String,
    image: String,
    /// Whether its output goes to CloudWatch Logs.
    pub(crate) logs: bool,
}

impl Definition {
    pub(crate) fn new(image: &str, logs: bool) -> Self {
        Self {
            family: if logs { "logged" } else { "plain" }.to_owned(),
            image: image.to_owned(),
            logs,
        }
    }

    fn body(&self) -> Value {
        let mut container = json!({"name": "app", "image": self.image});
        if self.logs {
            container["logConfiguration"] = json!({"logDriver": "awslogs", "options": {
                "awslogs-group": "tasks", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "bench"}});
        }
        json!({"family": self.family, "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "cpu": "256", "memory": "512", "containerDefinitions": [container],
            "executionRoleArn": "arn:aws:iam::111122223333:role/execution"})
    }
}

/// What a task of Fargate needs.
pub(crate) fn network() -> Value {
    json!({"awsvpcConfiguration": {"subnets": ["subnet-1"]}})
}

/// One on a free port. It ends with this process.
pub(crate) struct LocalEcs {
    child: Child,
    address: SocketAddr,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl LocalEcs {
    /// Starts one in front of that LocalStack, or of none, with its cluster `default`.
    pub(crate) async fn start(arguments: &[&str], localstack: Option<SocketAddr>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local-ecs"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("LOCAL_ECS_") {
                command.env_remove(name);
            }
        }
        // Nothing listens on port 1.
        let localstack = localstack.unwrap_or_else(|| ([127, 0, 0, 1], 1).into());
        let mut child = command
            .args(["--listen", "127.0.0.1:0", "--exit-with-stdin", "--localstack"])
            .arg(format!("http://{localstack}"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap();
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let local_ecs = Self {
            address: address.parse().unwrap(),
            child,
            client: Client::builder(TokioExecutor::new()).build(connector),
        };
        local_ecs.call("CreateCluster", json!({})).await;
        local_ecs
    }

    /// The answer, which is no error.
    pub(crate) async fn call(&self, operation: &str, body: Value) -> Value {
        let request = Request::post(format!("http://{}/", self.address))
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                format!("AmazonEC2ContainerServiceV20141113.{operation}"),
            )
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-east-1/ecs/aws4_request, \
                 SignedHeaders=host, Signature=0a",
            )
            .body(Full::new(Bytes::from(body.to_string())))
            .unwrap();
        let answer = self.client.request(request).await.unwrap();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(
            status.is_success(),
            "{operation}: {}",
            String::from_utf8_lossy(&body)
        );
        serde_json::from_slice(&body).unwrap()
    }

    pub(crate) async fn register(&self, definition: &Definition) {
        self.call("RegisterTaskDefinition", definition.body()).await;
    }

    /// Runs a task, and stops it. Returns when nothing of it is left.
    pub(crate) async fn time_task(&self, definition: &Definition) -> Times {
        let began = Instant::now();
        let run = json!({"taskDefinition": definition.family, "launchType": "FARGATE",
            "networkConfiguration": network()});
        let ran = self.call("RunTask", run).await;
        let arn = ran["tasks"][0]["taskArn"].as_str().unwrap();
        let task = self.reach(arn, "RUNNING", Duration::from_micros(500)).await;
        let running = began.elapsed();
        self.call("StopTask", json!({"task": arn})).await;
        self.reach(arn, "STOPPED", Duration::from_millis(5)).await;
        let stamp = |name: &str| task[name].as_f64().unwrap();
        Times {
            running,
            stamped: Duration::from_secs_f64((stamp("startedAt") - stamp("createdAt")).max(0.0)),
        }
    }

    /// The task as soon as it has the status.
    async fn reach(&self, arn: &str, status: &str, pause: Duration) -> Value {
        let ask = json!({"tasks": [arn]});
        let patience = Instant::now() + PATIENCE;
        loop {
            let mut answer = self.call("DescribeTasks", ask.clone()).await;
            let task = answer["tasks"][0].take();
            if task["lastStatus"] == status {
                return task;
            }
            let ended = task["lastStatus"] == "STOPPED";
            assert!(!ended && Instant::now() < patience, "not {status}: {task}");
            tokio::time::sleep(pause).await;
        }
    }

    /// Ends it as a shell does that goes away; returns when nothing of its tasks is left.
    pub(crate) fn end(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for LocalEcs {
    fn drop(&mut self) {
        // Its reaper removes what is left, where it has not ended in the ordinary way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
