//! A line at the foot of the terminal that tells how far long work is. Where stderr is no terminal there is none.

use std::io::{self, Write};
use std::sync::LazyLock;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Draws on stderr, at most twenty times a second.
static FOOT: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// A line that stays at the foot of the terminal while it is there.
#[derive(Debug)]
pub struct StatusLine {
    line: ProgressBar,
}

impl StatusLine {
    /// Begins one, empty.
    pub fn begin() -> Self {
        let line = FOOT.add(ProgressBar::no_length());
        line.set_style(
            ProgressStyle::default_bar()
                .template("{msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        Self { line }
    }

    /// Shows this text in it.
    pub fn show(&self, text: &str) {
        if !self.line.is_hidden() {
            self.line.set_message(text.to_owned());
        }
    }
}

impl Drop for StatusLine {
    fn drop(&mut self) {
        self.line.finish_and_clear();
    }
}

/// Writes to the terminal without crossing a [`StatusLine`]: above it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Above<W>(pub W);

impl<W: Write> Write for Above<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        FOOT.suspend(|| self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
