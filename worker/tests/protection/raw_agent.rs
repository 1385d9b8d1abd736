//! A server that takes requests as bytes and answers with bytes, or does not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// It writes these bytes.
    Bytes(Vec<u8>),
    /// It writes these bytes and closes the connection.
    Last(Vec<u8>),
    /// It writes these bytes again and again: as good as for ever.
    Endless(Vec<u8>),
    /// It writes these bytes slowly, one at a time.
    Dripping(Vec<u8>),
    /// It says nothing, and keeps the connection.
    Silence,
}

impl Answer {
    /// An HTTP answer with a JSON body.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        Self::Bytes(answer.into_bytes())
    }
}

/// The server, until the test's event loop ends.
pub(crate) struct RawAgent {
    /// Where it listens.
    pub(crate) url: String,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

impl RawAgent {
    /// Starts to listen. Requests are answered one after the other like this, all further ones like the last.
    pub(crate) async fn start(answers: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::<Mutex<Seen>>::default();
        let answers = answers.to_vec();
        let remembered = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                remembered.lock().expect("unpoisoned").connections += 1;
                tokio::spawn(serve(connection, answers.clone(), Arc::clone(&remembered)));
            }
        });
        Self { url, seen }
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().expect("unpoisoned").requests.clone()
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().expect("unpoisoned").connections
    }
}

async fn serve(mut connection: TcpStream, answers: Vec<Answer>, seen: Arc<Mutex<Seen>>) {
    while let Some(request) = read(&mut connection).await {
        let before = {
            let mut seen = seen.lock().expect("unpoisoned");
            seen.requests.push(request);
            seen.requests.len() - 1
        };
        // A client that has given up is no error here.
        match &answers[before.min(answers.len() - 1)] {
            Answer::Bytes(bytes) => _ = connection.write_all(bytes).await,
            Answer::Last(bytes) => {
                _ = connection.write_all(bytes).await;
                return;
            }
            Answer::Endless(bytes) => {
                for _ in 0..4096 {
                    if connection.write_all(bytes).await.is_err() {
                        return;
                    }
                }
                return;
            }
            Answer::Dripping(bytes) => {
                for byte in bytes {
                    if connection.write_all(&[*byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
            }
            Answer::Silence => std::future::pending().await,
        }
    }
}

/// A request, head and body; nothing when the client has closed the connection.
async fn read(connection: &mut TcpStream) -> Option<String> {
    let mut request = String::new();
    let mut buffer = [0; 1024];
    loop {
        if let Some((head, body)) = request.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(0, |length| length.parse().expect("a number"));
            if body.len() >= length {
                return Some(request);
            }
        }
        let read = connection.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        request.push_str(std::str::from_utf8(&buffer[..read]).expect("text"));
    }
}
