//! Writes one stream of bytes into a log stream.

use super::LogStream;
use super::lines::Lines;

/// Writes one stream of bytes, such as a container's standard output. A line that has not ended is delivered by
/// [`LogWriter::end`] only.
#[derive(Debug)]
pub(crate) struct LogWriter {
    stream: LogStream,
    lines: Lines,
    texts: Vec<String>,
}

impl LogWriter {
    pub(super) fn new(stream: LogStream) -> Self {
        Self {
            stream,
            lines: Lines::default(),
            texts: Vec::new(),
        }
    }

    /// Takes more bytes. Waits while too much is undelivered.
    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.lines.push(bytes, &mut self.texts);
        self.send().await;
    }

    /// Takes the last line, if it has not ended.
    pub(crate) async fn end(mut self) {
        self.lines.end(&mut self.texts);
        self.send().await;
    }

    async fn send(&mut self) {
        for text in self.texts.drain(..) {
            self.stream.send(text).await;
        }
    }
}
