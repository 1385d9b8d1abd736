//! A client: connects, says what it is told to say, and notes all that it hears.

use std::time::Duration;

use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{Conversation, End};

/// How long connecting and saying something may take.
const IN_TIME: Duration = Duration::from_secs(30);

/// A client could not do what it was to do.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server does not take it, or does not understand it.
    #[error("{0}")]
    Refused(#[from] Box<Error>),
    /// The server does not answer, or takes nothing.
    #[error("the server has not taken it within {IN_TIME:?}")]
    Silent,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A client of a server. Dropped, it vanishes without a word, as a machine does that is switched off.
#[derive(Debug)]
pub struct Client {
    sink: SplitSink<Socket, Message>,
    heard: watch::Receiver<Conversation>,
    ear: JoinHandle<()>,
}

impl Client {
    /// Connects to the server at this `ws` URL.
    ///
    /// # Errors
    /// It does not take the client.
    pub async fn connect(url: &str) -> Result<Self, ClientError> {
        let connected = tokio::time::timeout(IN_TIME, tokio_tungstenite::connect_async(url)).await;
        let (socket, _) = connected.map_err(|_| ClientError::Silent)?.map_err(Box::new)?;
        let (sink, mut stream) = socket.split();
        let (conversation, heard) = watch::channel(Conversation::default());
        let ear = tokio::spawn(async move {
            // Read to its very end: that also sends the answers to pings and farewells.
            while let Some(message) = stream.next().await {
                conversation.send_modify(|conversation| hear(conversation, message));
            }
            conversation.send_modify(|conversation| {
                conversation
                    .end
                    .get_or_insert_with(|| End::Lost("the server ended it".to_owned()));
            });
        });
        Ok(Self { sink, heard, ear })
    }

    /// What has been said so far.
    pub fn conversation(&self) -> Conversation {
        self.heard.borrow().clone()
    }

    /// Wakes whenever something is heard.
    pub fn changes(&self) -> watch::Receiver<Conversation> {
        self.heard.clone()
    }

    /// Says something.
    ///
    /// # Errors
    /// The server does not take it.
    pub async fn say(&mut self, text: &str) -> Result<(), ClientError> {
        self.send(Message::text(text)).await
    }

    /// Says farewell, as a browser does whose page is left. The server's own is heard later.
    ///
    /// # Errors
    /// The server does not take it.
    pub async fn leave(&mut self) -> Result<(), ClientError> {
        let farewell = CloseFrame {
            code: CloseCode::Away,
            reason: Utf8Bytes::from_static(""),
        };
        self.send(Message::Close(Some(farewell))).await
    }

    async fn send(&mut self, message: Message) -> Result<(), ClientError> {
        let sent = tokio::time::timeout(IN_TIME, self.sink.send(message)).await;
        Ok(sent.map_err(|_| ClientError::Silent)?.map_err(Box::new)?)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It holds the other half of the socket.
        self.ear.abort();
    }
}

fn hear(conversation: &mut Conversation, message: Result<Message, Error>) {
    match message {
        Ok(Message::Text(text)) => conversation.told.push(text.to_string()),
        Ok(Message::Binary(bytes)) => conversation.told.push(format!("<binary, {} bytes>", bytes.len())),
        Ok(Message::Close(frame)) => {
            conversation.end = Some(End::Closed(frame.map(|frame| frame.code.into())));
        }
        Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
        Err(error) => {
            conversation
                .end
                .get_or_insert_with(|| End::Lost(command_line::one_line(&error)));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio_tungstenite::accept_async;

    use super::*;
    use crate::eventually::eventually;

    /// A server for one client, and its URL.
    async fn server<F: Future<Output = ()> + Send + 'static>(
        serve: impl FnOnce(WebSocketStream<TcpStream>) -> F + Send + 'static,
    ) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("ws://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a client");
            serve(accept_async(stream).await.expect("a handshake")).await;
        });
        url
    }

    async fn ended(client: &Client) -> Conversation {
        eventually(IN_TIME, client.changes(), async || {
            let conversation = client.conversation();
            conversation.end.clone().map(|_| conversation).ok_or("it stands")
        })
        .await
        .expect("ended")
    }

    #[tokio::test]
    async fn it_hears_texts_and_a_farewell() {
        let url = server(|mut socket| async move {
            socket.send(Message::text("hello")).await.expect("sent");
            let heard = socket.next().await.expect("something").expect("a message");
            socket.send(heard).await.expect("sent");
            let frame = CloseFrame {
                code: CloseCode::Away,
                reason: Utf8Bytes::default(),
            };
            socket.close(Some(frame)).await.expect("closed");
            // The client's answer.
            while let Some(Ok(_)) = socket.next().await {}
        })
        .await;
        let mut client = Client::connect(&url).await.expect("connected");
        client.say("ping").await.expect("said");
        let conversation = ended(&client).await;
        assert_eq!(conversation.told, ["hello", "ping"]);
        assert_eq!(conversation.closed_with(1001), Ok(()));
    }

    #[tokio::test]
    async fn a_connection_that_is_cut_off_is_lost() {
        let url = server(|socket| async move { drop(socket) }).await;
        let client = Client::connect(&url).await.expect("connected");
        let end = ended(&client).await.end;
        assert!(matches!(end, Some(End::Lost(_))), "{end:?}");
    }

    #[tokio::test]
    async fn where_nobody_listens_nobody_connects() {
        let port = TcpListener::bind("127.0.0.1:0")
            .await
            .and_then(|listener| listener.local_addr())
            .expect("a port")
            .port();
        let refused = Client::connect(&format!("ws://127.0.0.1:{port}")).await;
        assert!(matches!(refused, Err(ClientError::Refused(_))));
    }
}
