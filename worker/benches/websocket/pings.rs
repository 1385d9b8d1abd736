//! Pings at a steady rate, whether or not the ones before are answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// A masked frame with the text `ping`; a mask of zeros changes nothing.
const PING: &[u8] = &[0x81, 0x84, 0, 0, 0, 0, b'p', b'i', b'n', b'g'];
/// The frame that is awaited.
const PONG: &[u8] = &[0x81, 4, b'p', b'o', b'n', b'g'];

/// Sends so many a second over clients at random, and returns the seconds from each ping's due time to its pong.
pub(crate) async fn send(clients: Vec<TcpStream>, rate: u32, duration: Duration) -> Vec<f64> {
    let clients: Vec<_> = clients
        .into_iter()
        .map(|client| Arc::new(Mutex::new(client)))
        .collect();
    let mut ticks = interval(Duration::from_secs(1) / rate);
    // What is late is made up for: the rate holds.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut waiting = JoinSet::new();
    let begin = Instant::now();
    while begin.elapsed() < duration {
        ticks.tick().await;
        let client = Arc::clone(&clients[fastrand::usize(..clients.len())]);
        let due = Instant::now();
        waiting.spawn(async move {
            let mut client = client.lock().await;
            client.write_all(PING).await.expect("sent");
            let mut answer = Vec::new();
            while !answer.ends_with(PONG) {
                let read = client.read_buf(&mut answer).await.expect("read");
                assert_ne!(read, 0, "the server has ended the connection");
            }
            due.elapsed().as_secs_f64()
        });
    }
    let delays = waiting.join_all().await;
    drop(clients);
    delays
}
