//! A client, from its greeting to its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tracing::debug;

use super::clients::Clients;
use super::ending::{Blame, Ending};
use super::notice::{Notice, Phase, SHUTTING_DOWN, Told};
use super::one_line::one_line;
use super::server::{Seat, Server};

/// A client that has not taken what was sent to it within this time is given up.
const SEND: Duration = Duration::from_secs(10);
/// The same, for a farewell to one that is given up anyway.
const FAREWELL: Duration = Duration::from_secs(1);
/// How long what such a client still sends is read and thrown away: were the connection closed with anything
/// unread, the system would reset it, and the client might never see why.
const LINGER: Duration = Duration::from_secs(2);
/// Room for what one has sent and is not read yet. Clients usually say little, and there may be many.
const READ_BUFFER: usize = 1024;
/// Room for what one has not taken yet.
const WRITE_BUFFER: usize = 4 * 1024;

struct Client {
    socket: WebSocketStream<TcpStream>,
    server: Arc<Server>,
    notices: watch::Receiver<Notice>,
    /// When anything was last heard of it, an answer to a ping included.
    heard: Instant,
    /// When it was last asked for a sign of life.
    pinged: Instant,
}

/// Counts among the connected as long as it lives, whatever ends it.
struct Entered<'a>(&'a Clients);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// Serves a client to its end. `read` is what it has sent already, `seat` its right to be one.
pub(super) async fn serve(stream: TcpStream, read: Bytes, peer: SocketAddr, server: Arc<Server>, seat: Seat) {
    let limit = server.settings.max_message_bytes;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER)
        .max_message_size(Some(limit))
        .max_frame_size(Some(limit));
    let socket =
        WebSocketStream::from_partially_read(stream, read.to_vec(), Role::Server, Some(config)).await;
    let now = Instant::now();
    let mut client = Client {
        socket,
        notices: server.clients.notices(),
        heard: now,
        pinged: now,
        server: Arc::clone(&server),
    };
    let connected = server.clients.enter();
    let entered = Entered(&server.clients);
    let mut over = server.clients.notices();
    let ending = tokio::select! {
        Err(ending) = client.converse(connected) => ending,
        _ = over.wait_for(|notice| notice.phase == Phase::Over) => Ending::Over,
    };
    client.part(&ending).await;
    drop(entered);
    let told = || format!("the connection of {peer} ends: {ending}");
    match ending.blame() {
        Blame::Nobody => debug!("{}", told()),
        Blame::Network => server.warnings.vanished.info(told),
        Blame::Client => server.warnings.misuse.warn(told),
    }
    if ending.blame() == Blame::Client {
        tokio::select! {
            () = client.linger() => {}
            _ = over.wait_for(|notice| notice.phase == Phase::Over) => {}
        }
    }
    drop(seat);
}

impl Client {
    /// Greets, answers, tells notices and sees to it that the client is still there, until one of them ends it.
    async fn converse(&mut self, connected: usize) -> Result<std::convert::Infallible, Ending> {
        let mut told = Told::at_first(*self.notices.borrow_and_update());
        self.say(format!("Welcome! There are {connected} connections").into())
            .await?;
        loop {
            let notice = *self.notices.borrow_and_update();
            for _ in 0..told.due(notice) {
                self.say(Utf8Bytes::from_static(SHUTTING_DOWN)).await?;
            }
            if notice.phase >= Phase::Closing {
                return Err(Ending::Stop);
            }
            let settings = &self.server.settings;
            let gone_at = self.heard + settings.idle_timeout;
            let ping_at = self.heard.max(self.pinged) + settings.ping_interval;
            tokio::select! {
                message = self.socket.next() => self.take(message).await?,
                _ = self.notices.changed() => {}
                () = sleep_until(gone_at.min(ping_at)) => {
                    if Instant::now() >= gone_at {
                        return Err(Ending::Silent(settings.idle_timeout));
                    }
                    self.pinged = Instant::now();
                    self.send(Message::Ping(Bytes::new())).await?;
                }
            }
        }
    }

    /// What the client sends.
    async fn take(
        &mut self,
        message: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
    ) -> Result<(), Ending> {
        let limit = self.server.settings.max_message_bytes;
        let message = message
            .ok_or(Ending::Left)?
            .map_err(|error| Ending::of(error, limit))?;
        self.heard = Instant::now();
        match message {
            Message::Text(text) => {
                self.received(&one_line(&text)).await;
                if text.as_str() == "ping" {
                    self.say(Utf8Bytes::from_static("pong")).await?;
                }
            }
            Message::Binary(bytes) => {
                self.received(&format!("<binary, {} bytes>", bytes.len())).await;
            }
            // Pings and farewells are answered by the library, when the next is read.
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_) => {}
        }
        Ok(())
    }

    async fn received(&self, what: &str) {
        self.server.journal.room().await;
        self.server.journal.tell(format!("received: {what}"));
    }

    async fn say(&mut self, text: Utf8Bytes) -> Result<(), Ending> {
        self.send(Message::Text(text)).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Ending> {
        match timeout(SEND, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Ending::of(error, self.server.settings.max_message_bytes)),
            Err(_) => Err(Ending::TakesNothing(SEND)),
        }
    }

    /// Says farewell as the ending demands. At a stop the answer is awaited until the stop is over.
    async fn part(&mut self, ending: &Ending) {
        let Some(farewell) = ending.farewell() else {
            return;
        };
        let said = timeout(FAREWELL, self.socket.send(Message::Close(Some(farewell)))).await;
        if !matches!(ending, Ending::Stop) || !matches!(said, Ok(Ok(()))) {
            return;
        }
        let answered = async { while let Some(Ok(_)) = self.socket.next().await {} };
        tokio::select! {
            () = answered => {}
            _ = self.notices.wait_for(|notice| notice.phase == Phase::Over) => {}
        }
    }

    /// Sends nothing more, and throws away what comes.
    async fn linger(&mut self) {
        let stream = self.socket.get_mut();
        if stream.shutdown().await.is_err() {
            return;
        }
        let mut waste = [0; READ_BUFFER];
        let _ = timeout(LINGER, async {
            while stream.read(&mut waste).await.is_ok_and(|bytes| bytes > 0) {}
        })
        .await;
    }
}
