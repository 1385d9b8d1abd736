//! Bodies stream both ways: nothing waits for the end.

use tokio::net::TcpListener;

use super::harness::{Gateway, Reply, Upstream, Wire, bare, signed, soon};

async fn listener() -> (TcpListener, Gateway) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gateway = Gateway::any(listener.local_addr().unwrap()).await;
    (listener, gateway)
}

#[tokio::test]
async fn the_beginning_of_an_upload_arrives_before_its_end_is_sent() {
    let (listener, gateway) = listener().await;
    let mut client = Wire::connect(gateway.address).await;
    let head = format!(
        "PUT /b/k HTTP/1.1\r\nHost: h\r\n{}\r\nContent-Length: 6\r\n\r\n",
        signed("s3")
    );
    client.send(format!("{head}abc")).await;
    let mut upstream = Wire::new(soon(listener.accept()).await.unwrap().0);
    assert_eq!(soon(upstream.head()).await, Some(head));
    assert_eq!(soon(upstream.bytes(3)).await.as_deref(), Some(&b"abc"[..]));
    client.send("def").await;
    assert_eq!(soon(upstream.bytes(3)).await.as_deref(), Some(&b"def"[..]));
    upstream
        .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        .await;
    assert_eq!(soon(client.message(true)).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_beginning_of_an_answer_arrives_before_its_end_is_sent() {
    let (listener, gateway) = listener().await;
    let mut client = Wire::connect(gateway.address).await;
    client.send(bare("GET", "/b/k", "s3")).await;
    let mut upstream = Wire::new(soon(listener.accept()).await.unwrap().0);
    soon(upstream.head()).await.unwrap();
    upstream
        .send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
        .await;
    soon(client.head()).await.unwrap();
    assert_eq!(soon(client.bytes(3)).await.as_deref(), Some(&b"abc"[..]));
    assert_eq!(gateway.calls().await[0].ended, None, "it is still in flight");
    upstream.send("def").await;
    assert_eq!(soon(client.bytes(3)).await.as_deref(), Some(&b"def"[..]));
    assert!(
        gateway.calls().await[0].ended.is_some(),
        "recorded before the last bytes are passed on"
    );
}

#[tokio::test]
async fn large_bodies_pass_both_ways() {
    let body: Vec<u8> = (0..8_000_000_u32)
        .map(|number| number.to_le_bytes()[number as usize % 3])
        .collect();
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
    let upstream =
        Upstream::start(move |request| Reply::Bytes([head.as_bytes(), &request.body].concat())).await;
    let gateway = Gateway::any(upstream.address).await;
    let head = format!(
        "PUT /b/k HTTP/1.1\r\nHost: h\r\n{}\r\nContent-Length: {length}\r\n\r\n",
        signed("s3")
    );
    let answer = gateway.ask([head.as_bytes(), &body].concat()).await;
    assert!(answer.body == body && upstream.request().await.body == body);
}

#[tokio::test]
async fn an_upload_that_breaks_off_breaks_off_upstream() {
    let (listener, gateway) = listener().await;
    let mut client = Wire::connect(gateway.address).await;
    let head = format!(
        "PUT /b/k HTTP/1.1\r\nHost: h\r\n{}\r\nContent-Length: 6\r\n\r\n",
        signed("s3")
    );
    client.send(format!("{head}abc")).await;
    let mut upstream = Wire::new(soon(listener.accept()).await.unwrap().0);
    soon(upstream.head()).await.unwrap();
    soon(upstream.bytes(3)).await.unwrap();
    drop(client);
    assert!(upstream.closed().await);
    assert_eq!(
        gateway.ended().await.trouble.as_deref(),
        Some("the client went away")
    );
}
