//! What a program has printed: all of it, byte for byte, as it comes.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::watch;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// The documented output.
    Stdout,
    /// Logs and errors.
    Stderr,
}

/// A line, for showing.
#[derive(Debug, Clone)]
pub struct Line {
    /// When it came, counted from the program's start.
    pub at: Duration,
    /// Where it was printed.
    pub stream: Stream,
    /// The line, without its end.
    pub text: String,
}

/// A program's output so far. Clones see the same output.
#[derive(Debug, Clone)]
pub struct Transcript {
    begun: Instant,
    content: Arc<Mutex<Content>>,
    grown: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Content {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    chunks: Vec<(Duration, Stream, Vec<u8>)>,
}

impl Default for Transcript {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            content: Arc::default(),
            grown: watch::Sender::new(0),
        }
    }
}

impl Transcript {
    /// Adds what has been printed.
    pub fn add(&self, stream: Stream, bytes: &[u8]) {
        let mut content = self.content();
        match stream {
            Stream::Stdout => content.stdout.extend_from_slice(bytes),
            Stream::Stderr => content.stderr.extend_from_slice(bytes),
        }
        content
            .chunks
            .push((self.begun.elapsed(), stream, bytes.to_vec()));
        drop(content);
        self.grown.send_modify(|total| *total += bytes.len());
    }

    /// Adds all that comes from a pipe, until its end.
    pub async fn follow(self, stream: Stream, mut pipe: impl AsyncRead + Unpin) {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = pipe.read(&mut buffer).await {
            self.add(stream, &buffer[..count]);
        }
    }

    /// Wakes whenever something is added.
    pub fn changes(&self) -> watch::Receiver<usize> {
        self.grown.subscribe()
    }

    /// All of standard output.
    pub fn stdout(&self) -> Vec<u8> {
        self.content().stdout.clone()
    }

    /// All of standard error, as text.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.content().stderr).into_owned()
    }

    /// The lines of both streams in the order in which they came, for showing.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        // For each stream: the line that has begun and not ended.
        let mut open: [Option<usize>; 2] = [None, None];
        for (at, stream, bytes) in &self.content().chunks {
            for piece in String::from_utf8_lossy(bytes).split_inclusive('\n') {
                let slot = &mut open[usize::from(*stream == Stream::Stderr)];
                let index = *slot.get_or_insert_with(|| {
                    lines.push(Line {
                        at: *at,
                        stream: *stream,
                        text: String::new(),
                    });
                    lines.len() - 1
                });
                lines[index].text.push_str(piece.trim_end_matches('\n'));
                if piece.ends_with('\n') {
                    *slot = None;
                }
            }
        }
        lines
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Line { at, stream, text } in self.lines() {
            let mark = if stream == Stream::Stdout { ' ' } else { '!' };
            let shown: String = text.chars().take(400).collect();
            let cut = if shown.len() < text.len() { " ..." } else { "" };
            writeln!(formatter, "{:8.3} {mark} {shown}{cut}", at.as_secs_f64())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_across_chunks_and_kept_apart_by_stream() {
        let transcript = Transcript::default();
        transcript.add(Stream::Stdout, b"one li");
        transcript.add(Stream::Stderr, b"trouble\n");
        transcript.add(Stream::Stdout, b"ne\ntwo");
        let lines: Vec<_> = transcript
            .lines()
            .into_iter()
            .map(|line| (line.stream, line.text))
            .collect();
        assert_eq!(
            lines,
            [
                (Stream::Stdout, "one line".to_owned()),
                (Stream::Stderr, "trouble".to_owned()),
                (Stream::Stdout, "two".to_owned()),
            ]
        );
        assert_eq!(transcript.stdout(), b"one line\ntwo");
    }

    #[tokio::test]
    async fn a_pipe_is_followed_to_its_end() {
        let transcript = Transcript::default();
        let mut changes = transcript.changes();
        transcript.clone().follow(Stream::Stdout, &b"all of it"[..]).await;
        assert!(changes.has_changed().expect("the transcript lives"));
        assert_eq!(*changes.borrow_and_update(), 9);
        assert_eq!(transcript.stdout(), b"all of it");
    }
}
