//! An endpoint in place of LocalStack: it says yes to everything, and counts log streams.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

static STREAMS: AtomicUsize = AtomicUsize::new(0);

/// How many log streams have been created so far.
pub(crate) fn streams() -> usize {
    STREAMS.load(Ordering::Relaxed)
}

/// Starts it on a thread of its own.
pub(crate) fn start() -> SocketAddr {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                tokio::spawn(
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)),
                );
            }
        });
    });
    receiver.recv().unwrap()
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let target = request.headers().get("x-amz-target");
    if target.is_some_and(|target| target.as_bytes().ends_with(b".CreateLogStream")) {
        STREAMS.fetch_add(1, Ordering::Relaxed);
    }
    let _ = request.into_body().collect().await;
    let answer = Response::builder().header("content-type", "application/x-amz-json-1.1");
    Ok(answer.body(Full::new(Bytes::from_static(b"{}"))).unwrap())
}
