//! The documented lines, in the order in which they were told.
//!
//! Whoever tells a line does not wait until it is written: a reader of stdout that is slow must not hold up the
//! clients. What waits is bounded. Where it has become too much, who logs what a client sent waits a moment, which
//! slows down that client; and what then still has no room is left out, and counted on stderr.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::timeout;
use tracing::{error, warn};

use crate::output::Output;

/// Lines that wait at most; each has some 1 KiB at most.
const ROOM: usize = 16 * 1024;
/// How long one waits for room.
const PATIENCE: Duration = Duration::from_secs(1);
/// Lines that are written at a time.
const TOGETHER: usize = 1024;

/// A handle on the journal; clones write to the same one.
#[derive(Debug, Clone)]
pub(super) struct Journal {
    entries: mpsc::UnboundedSender<Entry>,
    room: Arc<Semaphore>,
    left_out: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Entry {
    Line(String),
    /// All before it is written.
    Flush(oneshot::Sender<()>),
}

impl Journal {
    /// Begins one, on the event loop of the caller.
    pub(super) fn begin(output: Output) -> Self {
        let (entries, waiting) = mpsc::unbounded_channel();
        let journal = Self {
            entries,
            room: Arc::new(Semaphore::new(ROOM)),
            left_out: Arc::default(),
        };
        tokio::spawn(write(
            waiting,
            output,
            Arc::clone(&journal.room),
            Arc::clone(&journal.left_out),
        ));
        journal
    }

    /// Tells a line. Lines stand in the order of these calls.
    pub(super) fn tell(&self, line: String) {
        match self.room.try_acquire() {
            Ok(room) => {
                room.forget();
                // The writer ends with the event loop.
                let _ = self.entries.send(Entry::Line(line));
            }
            Err(_) => {
                self.left_out.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Waits a moment for room, if there is none.
    pub(super) async fn room(&self) {
        if self.room.available_permits() == 0 {
            let _ = timeout(PATIENCE, self.room.acquire()).await;
        }
    }

    /// Waits until all that was told is written.
    pub(super) async fn flush(&self) {
        let (written, all) = oneshot::channel();
        if self.entries.send(Entry::Flush(written)).is_ok() {
            let _ = all.await;
        }
    }
}

async fn write(
    mut waiting: mpsc::UnboundedReceiver<Entry>,
    output: Output,
    room: Arc<Semaphore>,
    left_out: Arc<AtomicU64>,
) {
    let mut entries = Vec::new();
    let mut failing = false;
    while waiting.recv_many(&mut entries, TOGETHER).await > 0 {
        let lines: Vec<&[u8]> = entries
            .iter()
            .filter_map(|entry| match entry {
                Entry::Line(line) => Some(line.as_bytes()),
                Entry::Flush(_) => None,
            })
            .collect();
        if !lines.is_empty() {
            let written = output.lines(&lines).await;
            if let (Err(error), false) = (&written, failing) {
                error!("{error}; clients are served all the same, unlogged");
            }
            failing = written.is_err();
            room.add_permits(lines.len());
        }
        for entry in entries.drain(..) {
            if let Entry::Flush(written) = entry {
                // Who no longer waits was stopped at the deadline.
                let _ = written.send(());
            }
        }
        match left_out.swap(0, Ordering::Relaxed) {
            0 => {}
            lines => warn!("stdout is read too slowly: {lines} lines were left out"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Mutex, mpsc as blocking};

    use super::*;

    /// Writes only while there are permits.
    struct Slow(blocking::Receiver<()>, Arc<Mutex<Vec<u8>>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // The end of the permits: as fast as it can.
            let _ = self.0.recv();
            self.1.lock().expect("unpoisoned").extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_reader_that_stands_still_holds_nobody_up_and_loses_only_what_has_no_room() {
        let (permits, waiting) = blocking::channel();
        let all = Arc::new(Mutex::new(Vec::new()));
        let output = Output::to(Slow(waiting, Arc::clone(&all))).expect("a thread");
        let journal = Journal::begin(output);
        for n in 0..ROOM + 10 {
            journal.tell(n.to_string());
        }
        journal.room().await;
        drop(permits);
        journal.flush().await;
        journal.tell("after".to_owned());
        journal.flush().await;
        let text = String::from_utf8(all.lock().expect("unpoisoned").clone()).expect("text");
        let expected: Vec<String> = (0..ROOM)
            .map(|n| n.to_string())
            .chain(["after".to_owned()])
            .collect();
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }
}
