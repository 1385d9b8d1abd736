//! An endpoint that answers as AWS does, as far as a test scripts it, and remembers what it was asked.
//!
//! It knows four protocols: JSON with the operation in `X-Amz-Target` (SQS, ECS, SSM), CBOR with the operation in the path
//! (CloudWatch), a form with `Action` (SNS), and S3's objects; and it is the ECS agent of a task that protects itself. It
//! runs on a thread of its own until the test's process ends.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::cbor;

/// What a call for protection is remembered as: the endpoint is a task's ECS agent too.
pub const PROTECTION: &str = "task-protection";

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Call {
    /// `ReceiveMessage`, `Publish` ...
    pub operation: String,
    /// The region that it was signed for.
    pub region: String,
    /// Its `Authorization` header.
    pub authorization: String,
    /// Its session token.
    pub token: String,
    /// Its parameters: a JSON object in every protocol, where times are seconds. Of S3's objects `Path` and the headers,
    /// in lower case.
    pub input: Value,
    /// The body as it came.
    pub body: Bytes,
    /// When it arrived.
    pub at: Instant,
}

/// What to answer.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    after: Duration,
}

impl Reply {
    /// Success, in SQS's JSON.
    pub fn json(body: &Value) -> Self {
        Self::text(200, body.to_string())
    }

    /// Success, in CloudWatch's CBOR. Numbers under `Timestamp` and `Timestamps` are times.
    pub fn cbor(body: &Value) -> Self {
        let answer = Self {
            body: Bytes::from(cbor::write(body)),
            ..Self::text(200, "")
        };
        answer
            .with("content-type", "application/cbor")
            .with("smithy-protocol", "rpc-v2-cbor")
    }

    /// CloudWatch's error of that code.
    pub fn cbor_error(status: u16, code: &str) -> Self {
        let error = Self::cbor(&json!({"__type": code, "message": "says the test"}));
        Self { status, ..error }
    }

    /// An answer as it is.
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::from(body.into()),
            after: Duration::ZERO,
        }
    }

    /// An object of S3's.
    pub fn object(content_type: &str, etag: &str, bytes: &[u8]) -> Self {
        let object = Self {
            body: Bytes::copy_from_slice(bytes),
            ..Self::text(200, "")
        };
        object.with("content-type", content_type).with("etag", etag)
    }

    /// S3's error of that code.
    pub fn s3_error(status: u16, code: &str) -> Self {
        let body = format!("<Error><Code>{code}</Code><Message>says the test</Message></Error>");
        Self::text(status, body)
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header's value");
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    /// SQS's error of that code.
    pub fn error(status: u16, code: &str) -> Self {
        let body = json!({"__type": format!("com.amazonaws.sqs#{code}"), "message": "says the test"});
        Self::text(status, body.to_string())
    }

    /// The same, later.
    #[must_use]
    pub fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    /// An empty receive after a while, as a long poll brings it.
    pub fn no_messages() -> Self {
        Self::json(&json!({})).after(Duration::from_millis(200))
    }

    /// A receive of messages with these ids and bodies.
    pub fn messages(messages: &[(&str, &str)]) -> Self {
        let messages: Vec<Value> = messages
            .iter()
            .map(|(id, body)| {
                json!({
                    "MessageId": id,
                    "ReceiptHandle": format!("handle-of-{id}"),
                    "Body": body,
                    "Attributes": {"ApproximateReceiveCount": "1"},
                })
            })
            .collect();
        Self::json(&json!({ "Messages": messages }))
    }

    /// A batch of which every entry succeeded.
    pub fn whole_batch(input: &Value) -> Self {
        let entries = input["Entries"].as_array().cloned().unwrap_or_default();
        let successful: Vec<Value> = entries.iter().map(|entry| json!({"Id": entry["Id"]})).collect();
        Self::json(&json!({"Successful": successful, "Failed": []}))
    }
}

#[derive(Default)]
struct Calls {
    all: Mutex<Vec<Call>>,
    more: Condvar,
}

/// The endpoint.
pub struct FakeAws {
    /// Where it listens: the value for `AWS_ENDPOINT_URL`.
    pub url: String,
    calls: Arc<Calls>,
}

/// How long a test waits for what the program under test is to do. Generous: a machine with much else to do is no failure.
pub const PATIENCE: Duration = Duration::from_secs(60);

impl FakeAws {
    /// Starts to listen. `answer` is given each call with the number of those of its operation before it; what
    /// it has no answer for (`None`) gets a queue's usual answer.
    pub fn start(answer: impl Fn(&Call, usize) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let calls = Arc::new(Calls::default());
        let (ready, address) = std::sync::mpsc::channel::<SocketAddr>();
        let remembered = Arc::clone(&calls);
        let answer = Arc::new(answer);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                    .await
                    .expect("a port");
                ready
                    .send(listener.local_addr().expect("an address"))
                    .expect("awaited");
                let app = Router::new().fallback(
                    move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
                        let (calls, answer) = (Arc::clone(&remembered), Arc::clone(&answer));
                        async move {
                            let call = read(&method, uri.path(), &headers, &body);
                            let before = calls.remember(&call);
                            let reply = answer(&call, before).unwrap_or_else(|| usual(&call));
                            tokio::time::sleep(reply.after).await;
                            let status = StatusCode::from_u16(reply.status).expect("a status");
                            (status, reply.headers, reply.body).into_response()
                        }
                    },
                );
                axum::serve(listener, app).await.expect("serving");
            });
        });
        let address = address.recv().expect("listening");
        Self {
            url: format!("http://{address}"),
            calls,
        }
    }

    /// The URL of a queue here.
    pub fn queue(&self, name: &str) -> String {
        format!("{}/000000000000/{name}", self.url)
    }

    /// Waits until there are that many calls of an operation, and returns all there are by then.
    pub fn wait_for(&self, operation: &str, count: usize) -> Vec<Call> {
        let all = self.calls.all.lock().expect("unpoisoned");
        let (all, timeout) = self
            .calls
            .more
            .wait_timeout_while(all, PATIENCE, |all| of(all, operation).len() < count)
            .expect("unpoisoned");
        assert!(
            !timeout.timed_out(),
            "{count} calls of {operation} were expected, but: {all:#?}"
        );
        of(&all, operation)
    }

    /// The calls of an operation so far.
    pub fn calls(&self, operation: &str) -> Vec<Call> {
        of(&self.calls.all.lock().expect("unpoisoned"), operation)
    }
}

impl Calls {
    fn remember(&self, call: &Call) -> usize {
        let mut all = self.all.lock().expect("unpoisoned");
        let before = of(&all, &call.operation).len();
        all.push(call.clone());
        self.more.notify_all();
        before
    }
}

fn of(all: &[Call], operation: &str) -> Vec<Call> {
    all.iter()
        .filter(|call| call.operation == operation)
        .cloned()
        .collect()
}

fn usual(call: &Call) -> Reply {
    match call.operation.as_str() {
        "GetQueueAttributes" => Reply::json(&json!({"Attributes": {"VisibilityTimeout": "30"}})),
        "ReceiveMessage" => Reply::no_messages(),
        "DeleteMessageBatch" | "ChangeMessageVisibilityBatch" => Reply::whole_batch(&call.input),
        PROTECTION => {
            let enabled = &call.input["ProtectionEnabled"];
            Reply::json(&json!({"protection": {"ProtectionEnabled": enabled, "TaskArn": "arn:t"}}))
        }
        "PutMetricData" => Reply::cbor(&json!({})),
        "PutObject" => Reply::text(200, "").with("etag", "\"of-the-put\""),
        "GetObject" | "HeadObject" => Reply::s3_error(404, "NoSuchKey"),
        "Publish" => Reply::text(
            200,
            "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>\
             <MessageId>the-id</MessageId></PublishResult></PublishResponse>",
        ),
        _ => Reply::error(400, "InvalidAction"),
    }
}

fn read(method: &Method, path: &str, headers: &HeaderMap, body: &Bytes) -> Call {
    let header = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    // `Credential=<key id>/<date>/<region>/<service>/aws4_request`
    let scope = |nth| header("authorization").split('/').nth(nth).unwrap_or_default();
    let region = scope(2).to_owned();
    let (operation, input) = if path == "/task-protection/v1/state" {
        let input = serde_json::from_slice(body).expect("a JSON body");
        (PROTECTION.to_owned(), input)
    } else if scope(3) == "s3" {
        let mut input = json!({ "Path": path });
        for (name, value) in headers {
            input[name.as_str()] = json!(value.to_str().unwrap_or_default());
        }
        (of_object(method).to_owned(), input)
    } else if header("smithy-protocol") == "rpc-v2-cbor" {
        let operation = path.rsplit('/').next().unwrap_or_default();
        (operation.to_owned(), cbor::read(body))
    } else if let Some((_, operation)) = header("x-amz-target").rsplit_once('.') {
        let input = serde_json::from_slice(body).expect("a JSON body");
        (operation.to_owned(), input)
    } else {
        let form: HashMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
        (form.get("Action").cloned().unwrap_or_default(), json!(form))
    };
    Call {
        operation,
        region,
        authorization: header("authorization").to_owned(),
        token: header("x-amz-security-token").to_owned(),
        input,
        body: body.clone(),
        at: Instant::now(),
    }
}

/// S3's operations on objects, of those that anyone here calls.
fn of_object(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GetObject",
        Method::HEAD => "HeadObject",
        Method::PUT => "PutObject",
        _ => "",
    }
}
