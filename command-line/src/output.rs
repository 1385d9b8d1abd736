//! The one owner of stdout: the documented lines, whole and in order.
//!
//! Texts that are written at the same time never interleave; a text is written and flushed before
//! [`Output::lines`] returns, so what a worker does next (deleting the message) happens after its line is out. A
//! reader that is slow blocks a thread of this module, not the polling loop with its heartbeats.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc;
use std::thread;

use tokio::sync::oneshot;

use crate::Above;

/// Texts that wait are written together, up to about this many bytes at a time.
const WRITE_TOGETHER: usize = 256 * 1024;
const STACK: usize = 256 * 1024;

/// The documented lines could not be written (`/dev/full`, a reader that went away).
#[derive(Debug, Clone, thiserror::Error)]
#[error("writing to stdout failed: {0}")]
pub struct OutputError(String);

/// A handle on the output; clones write to the same one.
#[derive(Debug, Clone)]
pub struct Output {
    requests: mpsc::Sender<Request>,
}

#[derive(Debug)]
struct Request {
    text: Vec<u8>,
    written: oneshot::Sender<Result<(), OutputError>>,
}

impl Output {
    /// Takes stdout. Once in a process: two would interleave.
    ///
    /// # Errors
    /// The operating system refuses a thread.
    pub fn stdout() -> io::Result<Self> {
        let stdout = io::stdout();
        if stdout.is_terminal() {
            Self::to(Above(stdout))
        } else {
            Self::to(stdout)
        }
    }

    /// Takes any other writer, for tests.
    ///
    /// # Errors
    /// The operating system refuses a thread.
    pub fn to(writer: impl Write + Send + 'static) -> io::Result<Self> {
        let (requests, waiting) = mpsc::channel();
        thread::Builder::new()
            .name("stdout".to_owned())
            .stack_size(STACK)
            .spawn(move || write_all(writer, &waiting))?;
        Ok(Self { requests })
    }

    /// Writes the texts, each byte for byte and followed by a line feed, as one piece.
    ///
    /// # Errors
    /// The writer's. Part of the texts may have been written.
    pub async fn lines(&self, texts: &[&[u8]]) -> Result<(), OutputError> {
        let mut text = Vec::with_capacity(texts.iter().map(|text| text.len() + 1).sum());
        for line in texts {
            text.extend_from_slice(line);
            text.push(b'\n');
        }
        let (written, result) = oneshot::channel();
        let gone = || OutputError("its thread has ended".to_owned());
        self.requests
            .send(Request { text, written })
            .map_err(|_| gone())?;
        result.await.map_err(|_| gone())?
    }
}

fn write_all(mut writer: impl Write, waiting: &mpsc::Receiver<Request>) {
    while let Ok(first) = waiting.recv() {
        let mut text = first.text;
        let mut written = vec![first.written];
        while text.len() < WRITE_TOGETHER
            && let Ok(request) = waiting.try_recv()
        {
            text.extend_from_slice(&request.text);
            written.push(request.written);
        }
        let result = writer
            .write_all(&text)
            .and_then(|()| writer.flush())
            .map_err(|error| OutputError(error.to_string()));
        for caller in written {
            // A caller that no longer waits was stopped at the deadline.
            let _ = caller.send(result.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        // One byte at a time: what is not written under one roof would interleave.
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut all = self.0.lock().expect("unpoisoned");
            all.extend(bytes.first());
            Ok(bytes.len().min(1))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn texts_written_at_once_stay_whole_and_are_out_before_the_caller_goes_on() {
        let shared = Shared::default();
        let output = Output::to(shared.clone()).expect("a thread");
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..50_u8 {
            let (output, shared) = (output.clone(), shared.clone());
            writers.spawn(async move {
                let first = [b'a' + n % 26; 100];
                let text = [&first[..], b"\nsecond ", &[b'0' + n % 10]].concat();
                output.lines(&[&text, b"third"]).await.expect("written");
                let whole = [&text[..], b"\nthird\n"].concat();
                let all = shared.0.lock().expect("unpoisoned").clone();
                assert!(
                    all.windows(whole.len()).any(|window| window == whole),
                    "the text of {n} is not out in one piece"
                );
            });
        }
        while let Some(result) = writers.join_next().await {
            result.expect("no panic");
        }
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_failure_to_write_is_told_to_the_caller() {
        let output = Output::to(Full).expect("a thread");
        for _ in 0..2 {
            let error = output.lines(&[b"x"]).await.expect_err("full");
            assert!(error.to_string().starts_with("writing to stdout failed: "));
        }
    }
}
