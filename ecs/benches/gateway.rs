//! What the gateway adds to a call: the same client asks a trivial server directly and through `local-ecs`.
//!
//! `small`: an SQS call with a body and an answer of some hundred bytes, on a kept connection; the difference of
//! the medians is what a call is delayed. `upload` and `download`: 64 MiB of S3.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::convert::Infallible;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

const LARGE: usize = 64 * 1024 * 1024;
const ANSWER: &str = r#"{"MessageId":"219f8380-5770-4cc2-8c3e-5c715e145f5e","MD5OfMessageBody":"fafb00f5732ab283681e124bf8747ed1"}"#;

fn server() -> SocketAddr {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(async move {
                let large = Bytes::from(vec![7; LARGE]);
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                sender.send(listener.local_addr().unwrap()).unwrap();
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    stream.set_nodelay(true).unwrap();
                    let large = large.clone();
                    let service = service_fn(move |request| answer(request, large.clone()));
                    tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
                }
            });
    });
    receiver.recv().unwrap()
}

async fn answer(request: Request<Incoming>, large: Bytes) -> Result<Response<Full<Bytes>>, Infallible> {
    let download = request.method() == Method::GET;
    let mut body = request.into_body();
    while let Some(frame) = body.frame().await {
        frame.unwrap();
    }
    let answer = if download {
        large
    } else {
        Bytes::from_static(ANSWER.as_bytes())
    };
    let response = Response::builder().header("content-type", "application/x-amz-json-1.0");
    Ok(response.body(Full::new(answer)).unwrap())
}

/// The gateway as it is shipped, in a process of its own.
struct Gateway {
    child: Child,
    address: SocketAddr,
}

impl Gateway {
    fn start(upstream: SocketAddr) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_local-ecs"))
            .args(["--listen", "127.0.0.1:0", "--exit-with-stdin", "--localstack"])
            .arg(format!("http://{upstream}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .unwrap()
            .parse()
            .unwrap();
        Self { child, address }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

type Asker = Client<HttpConnector, Full<Bytes>>;

async fn ask(client: &Asker, address: SocketAddr, method: Method, service: &str, body: Bytes) -> usize {
    let path = if service == "s3" { "/bucket/key" } else { "/" };
    let request = Request::builder()
        .method(method)
        .uri(format!("http://{address}{path}"))
        .header("x-amz-target", "AmazonSQS.SendMessage")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-security-token", "worker-1")
        .header(
            "authorization",
            format!(
                "AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-east-1/{service}/aws4_request, \
                 SignedHeaders=host, Signature=0a"
            ),
        )
        .body(Full::new(body))
        .unwrap();
    let mut body = client.request(request).await.unwrap().into_body();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        length += frame.unwrap().data_ref().map_or(0, Bytes::len);
    }
    length
}

fn benches(criterion: &mut Criterion) {
    let upstream = server();
    let gateway = Gateway::start(upstream);
    let runtime: Runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client: Asker = Client::builder(TokioExecutor::new()).build(connector);
    let ways = [("direct", upstream), ("through", gateway.address)];

    let small = Bytes::from(format!(
        r#"{{"QueueUrl":"http://localhost/queue","MessageBody":"{}"}}"#,
        "x".repeat(200)
    ));
    let mut group = criterion.benchmark_group("small");
    for (way, address) in ways {
        group.bench_function(way, |bencher| {
            bencher
                .to_async(&runtime)
                .iter(|| ask(&client, address, Method::POST, "sqs", small.clone()));
        });
    }
    group.finish();

    let large = Bytes::from(vec![7; LARGE]);
    for (name, method, body) in [
        ("upload", Method::PUT, large),
        ("download", Method::GET, Bytes::new()),
    ] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(LARGE as u64)).sample_size(20);
        for (way, address) in ways {
            group.bench_function(way, |bencher| {
                bencher
                    .to_async(&runtime)
                    .iter(|| ask(&client, address, method.clone(), "s3", body.clone()));
            });
        }
        group.finish();
    }
}

criterion_group!(group, benches);
criterion_main!(group);
