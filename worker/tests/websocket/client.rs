//! Clients: well-behaved ones, and bare sockets for the others.

use std::net::SocketAddr;

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::process::{PATIENCE, Server};

/// A client that keeps to the protocol.
pub(crate) struct Client(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    /// One that was greeted as the n-th.
    pub(crate) async fn greeted(server: &Server, n: usize) -> Self {
        let mut client = Self::connect(server).await.expect("connected");
        assert_eq!(client.text().await, format!("Welcome! There are {n} connections"));
        client
    }

    pub(crate) async fn connect(server: &Server) -> Result<Self, Error> {
        let connected = timeout(PATIENCE, connect_async(server.url())).await;
        connected
            .expect("the handshake is not answered")
            .map(|(socket, _)| Self(socket))
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.0.send(message).await.expect("sent");
    }

    /// Whatever comes next.
    pub(crate) async fn next(&mut self) -> Option<Result<Message, Error>> {
        timeout(PATIENCE, self.0.next()).await.expect("nothing comes")
    }

    /// The next text, pings aside.
    pub(crate) async fn text(&mut self) -> String {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return text.to_string(),
                Some(Ok(Message::Ping(_))) => {}
                other => panic!("no text, but {other:?}"),
            }
        }
    }

    /// The server's farewell, all before it aside.
    pub(crate) async fn farewell(&mut self) -> CloseFrame {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return frame,
                Some(Ok(_)) => {}
                other => panic!("no farewell, but {other:?}"),
            }
        }
    }

    pub(crate) async fn leave(mut self) {
        self.0.close(None).await.expect("closed");
        while let Some(Ok(_)) = self.next().await {}
    }
}

/// A bare socket, so far without a request.
pub(crate) async fn bare(address: SocketAddr) -> TcpStream {
    timeout(PATIENCE, TcpStream::connect(address))
        .await
        .expect("connected in time")
        .expect("connected")
}

/// A bare socket after a proper handshake and greeting.
pub(crate) async fn bare_client(address: SocketAddr) -> TcpStream {
    greet(bare(address).await).await
}

/// The same with little room for what it does not read.
pub(crate) async fn narrow_client(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("set");
    greet(socket.connect(address).await.expect("connected")).await
}

async fn greet(mut socket: TcpStream) -> TcpStream {
    socket
        .write_all(
            b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
              Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        )
        .await
        .expect("sent");
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains(" connections") {
        let read = timeout(PATIENCE, socket.read_buf(&mut seen)).await;
        assert_ne!(read.expect("an answer").expect("read"), 0, "{seen:?}");
    }
    socket
}

/// All that comes until the server ends the connection, however it does.
pub(crate) async fn to_the_end(socket: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    let _ = timeout(PATIENCE, socket.read_to_end(&mut all))
        .await
        .expect("the connection stays open");
    all
}

/// The code of the farewell that the bytes end with.
pub(crate) fn code(bytes: &[u8]) -> Option<u16> {
    let at = bytes.windows(2).rposition(|pair| pair[0] == 0x88)?;
    let code = bytes.get(at + 2..at + 4)?;
    Some(u16::from_be_bytes([code[0], code[1]]))
}

/// A whole answer over HTTP, with its head.
pub(crate) async fn request(address: SocketAddr, method: &str, path: &str) -> String {
    let mut socket = bare(address).await;
    let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    socket.write_all(head.as_bytes()).await.expect("sent");
    String::from_utf8(to_the_end(&mut socket).await).expect("text")
}
