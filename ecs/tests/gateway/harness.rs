//! A gateway in this process, a fake LocalStack behind it, and a client that sends raw bytes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use command_line::Shutdown;
use local_ecs::admin::Client;
use local_ecs::{AccountsMode, AdminAccess, Call, Server, Settings, TaskSettings, Upstream as Address};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};
use tokio::task::{JoinHandle, JoinSet};

pub(crate) const ACCOUNT: &str = "111122223333";
/// What never comes fails a test by then.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for what must come.
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it comes in time")
}

/// A message of HTTP/1.1 as it stood on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// The head with its blank line, as it was sent.
    pub(crate) head: String,
    /// The body, unchunked.
    pub(crate) body: Vec<u8>,
    /// What followed the last chunk.
    pub(crate) trailers: String,
}

impl Message {
    pub(crate) fn status(&self) -> u16 {
        self.head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .expect("a status line")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("text")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }
}

/// One side of a connection.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    buffer: Vec<u8>,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream) -> Self {
        stream.set_nodelay(true).expect("a socket");
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::new(TcpStream::connect(address).await.expect("a listener"))
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream
            .write_all(bytes.as_ref())
            .await
            .expect("an open connection");
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn ask(&mut self, request: impl AsRef<[u8]>) -> Message {
        self.send(request).await;
        soon(self.message(true)).await.expect("an answer")
    }

    /// Reads a head; `None` if the other side closes before it.
    pub(crate) async fn head(&mut self) -> Option<String> {
        loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                let head = self.buffer.drain(..end + 4).collect();
                return Some(String::from_utf8(head).expect("a textual head"));
            }
            self.more().await?;
        }
    }

    /// Reads a message; `None` if the other side closes before its end. Without a length, a request has no body,
    /// and nor has an answer to HEAD (`body` is false).
    pub(crate) async fn message(&mut self, body: bool) -> Option<Message> {
        let mut message = Message {
            head: self.head().await?,
            body: Vec::new(),
            trailers: String::new(),
        };
        let chunked = message.header("transfer-encoding").is_some();
        let length = message
            .header("content-length")
            .map_or(0, |length| length.parse().expect("a length"));
        if !body {
            return Some(message);
        }
        if !chunked {
            message.body = self.bytes(length).await?;
            return Some(message);
        }
        loop {
            let line = self.line().await?;
            let size =
                usize::from_str_radix(line.split(';').next().unwrap_or_default(), 16).expect("a chunk size");
            if size == 0 {
                break;
            }
            message.body.extend(self.bytes(size).await?);
            self.bytes(2).await?;
        }
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                return Some(message);
            }
            message.trailers.push_str(&line);
            message.trailers.push('\n');
        }
    }

    pub(crate) async fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        while self.buffer.len() < count {
            self.more().await?;
        }
        Some(self.buffer.drain(..count).collect())
    }

    pub(crate) async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = find(&self.buffer, b"\r\n") {
                let line = self.buffer.drain(..end + 2).take(end).collect();
                return Some(String::from_utf8(line).expect("a textual line"));
            }
            self.more().await?;
        }
    }

    /// Whether the other side closes the connection before it sends anything more.
    pub(crate) async fn closed(&mut self) -> bool {
        self.buffer.is_empty() && soon(self.more()).await.is_none()
    }

    async fn more(&mut self) -> Option<()> {
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(1..) => Some(()),
            // A connection that is closed with bytes unread is reset.
            Ok(0) | Err(_) => None,
        }
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

/// What the fake LocalStack does with a request.
pub(crate) enum Reply {
    /// Sends these bytes.
    Bytes(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Last(Vec<u8>),
    /// Answers nothing, as a long poll, until the connection is closed.
    Never,
}

/// A fake LocalStack.
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    requests: Mutex<mpsc::UnboundedReceiver<Message>>,
    closed: Mutex<mpsc::UnboundedReceiver<()>>,
    task: JoinHandle<()>,
}

impl Upstream {
    pub(crate) async fn start(reply: impl Fn(&Message) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1:0".parse().expect("an address"), reply).await
    }

    pub(crate) async fn start_at(
        address: SocketAddr,
        reply: impl Fn(&Message) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, requests) = mpsc::unbounded_channel();
        let (closing, closed) = mpsc::unbounded_channel();
        let reply = Arc::new(reply);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let (reply, sender, closing) = (reply.clone(), sender.clone(), closing.clone());
                connections.spawn(async move {
                    let mut wire = Wire::new(stream);
                    while let Some(request) = wire.message(true).await {
                        let reply = reply(&request);
                        let _ = sender.send(request);
                        match reply {
                            Reply::Bytes(bytes) => wire.send(bytes).await,
                            Reply::Last(bytes) => return wire.send(bytes).await,
                            Reply::Never => {
                                wire.more().await;
                                let _ = closing.send(());
                                return;
                            }
                        }
                    }
                });
            }
        });
        Self {
            address,
            requests: Mutex::new(requests),
            closed: Mutex::new(closed),
            task,
        }
    }

    /// One that answers every request with this JSON.
    pub(crate) async fn json(body: &'static str) -> Self {
        Self::start(move |_| Reply::Bytes(json(200, body))).await
    }

    /// Ends it with its connections.
    pub(crate) async fn stop(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    /// The next request that arrived.
    pub(crate) async fn request(&self) -> Message {
        soon(async { self.requests.lock().await.recv().await })
            .await
            .expect("the upstream runs")
    }

    /// Whether no request has arrived that was not yet taken.
    pub(crate) async fn is_unasked(&self) -> bool {
        self.requests.lock().await.is_empty()
    }

    /// Waits until a connection that is kept without an answer is closed by the gateway.
    pub(crate) async fn left(&self) {
        soon(async { self.closed.lock().await.recv().await })
            .await
            .expect("the upstream runs");
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A JSON answer.
pub(crate) fn json(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// An XML answer.
pub(crate) fn xml(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\ncontent-type: text/xml\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A gateway in this process.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    pub(crate) admin: Client,
    pub(crate) shutdown: Shutdown,
    pub(crate) task: JoinHandle<()>,
}

impl Gateway {
    /// One that lets everybody through.
    pub(crate) async fn any(upstream: SocketAddr) -> Self {
        Self::start(upstream, AccountsMode::Any, 10_000).await
    }

    pub(crate) async fn start(upstream: SocketAddr, accounts: AccountsMode, trace_calls: usize) -> Self {
        let settings = Settings {
            localstack: Address::parse(&format!("http://{upstream}")).expect("an address"),
            accounts,
            admin: AdminAccess::Loopback,
            trace_calls,
            tasks: TaskSettings::default(),
        };
        let server = Server::bind(&["127.0.0.1:0".parse().expect("an address")], settings)
            .await
            .expect("bound");
        let address = server.addresses().next().expect("a listener");
        let shutdown = Shutdown::manual();
        let task = tokio::spawn(server.run(shutdown.clone()));
        let base = format!("http://{address}").parse().expect("a URL");
        Self {
            address,
            admin: Client::new(base),
            shutdown,
            task,
        }
    }

    pub(crate) async fn ask(&self, request: impl AsRef<[u8]>) -> Message {
        Wire::connect(self.address).await.ask(request).await
    }

    /// The calls of the account as they are now.
    pub(crate) async fn calls(&self) -> Vec<Call> {
        self.admin
            .trace(ACCOUNT, 0, Duration::ZERO)
            .await
            .expect("a trace")
            .calls
    }

    /// The account's first call, when it has ended.
    pub(crate) async fn ended(&self) -> Call {
        soon(self.when(|call| call.ended.is_some())).await
    }

    /// The account's first call, as soon as it is so.
    pub(crate) async fn when(&self, so: impl Fn(&Call) -> bool) -> Call {
        let mut revision = 0;
        loop {
            let page = self
                .admin
                .trace(ACCOUNT, revision, PATIENCE)
                .await
                .expect("a trace");
            revision = page.revision;
            if let Some(call) = page.calls.into_iter().find(|call| call.id == 1 && so(call)) {
                return call;
            }
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.shutdown.request();
    }
}

/// The Authorization header of a call to the service.
pub(crate) fn signed(service: &str) -> String {
    format!(
        "Authorization: AWS4-HMAC-SHA256 Credential={ACCOUNT}/20260101/eu-west-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=0a"
    )
}

/// A call in SQS's JSON protocol by a caller of that name.
pub(crate) fn sqs_by(caller: &str, operation: &str, body: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: gateway\r\nX-Amz-Target: AmazonSQS.{operation}\r\n\
         Content-Type: application/x-amz-json-1.0\r\nX-Amz-Security-Token: {caller}\r\n{}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        signed("sqs"),
        body.len()
    )
}

/// A call in SQS's JSON protocol.
pub(crate) fn sqs(operation: &str, body: &str) -> String {
    sqs_by("worker-1", operation, body)
}

/// A call in JSON 1.1.
pub(crate) fn json_call(service: &str, target: &str, body: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: gateway\r\nX-Amz-Target: {target}\r\n\
         Content-Type: application/x-amz-json-1.1\r\n{}\r\nContent-Length: {}\r\n\r\n{body}",
        signed(service),
        body.len()
    )
}

/// A call in the query protocol.
pub(crate) fn form(service: &str, body: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\
         {}\r\nContent-Length: {}\r\n\r\n{body}",
        signed(service),
        body.len()
    )
}

/// A call without a body, such as S3's.
pub(crate) fn bare(method: &str, path: &str, service: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: gateway\r\n{}\r\n\r\n",
        signed(service)
    )
}
