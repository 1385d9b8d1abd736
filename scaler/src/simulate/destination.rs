//! Where results go: a file, or stdout.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use command_line::Given;

use super::SimulateError;

/// A file, or stdout for `-`.
pub(super) struct Destination {
    what: String,
    writer: BufWriter<Box<dyn Write>>,
}

impl Destination {
    /// Stdout.
    pub(super) fn stdout() -> Self {
        Self {
            what: "to stdout".to_owned(),
            writer: BufWriter::new(Box::new(io::stdout().lock())),
        }
    }

    /// What was given, if anything was: made anew, so that nothing is simulated in vain.
    pub(super) fn given(given: &Given<'_>, kind: &str) -> Result<Option<Self>, SimulateError> {
        let Some(path) = given.text() else {
            return Ok(None);
        };
        if path == "-" {
            return Ok(Some(Self::stdout()));
        }
        let file = File::create(path).map_err(|error| {
            given.unusable(
                path,
                format!("cannot be written: {error}"),
                "a file's path, or - for stdout",
            )
        })?;
        Ok(Some(Self {
            what: format!("the {kind} file {path}"),
            writer: BufWriter::new(Box::new(file)),
        }))
    }

    /// Writes all of it, and that it is written for sure.
    pub(super) fn finish(mut self, text: &str) -> Result<(), SimulateError> {
        let result = self.writer.write_all(text.as_bytes());
        result
            .and_then(|()| self.writer.flush())
            .map_err(|error| self.failed(error))
    }

    /// What a failure to write is told as.
    pub(super) fn failed(&self, source: io::Error) -> SimulateError {
        SimulateError::Write {
            what: self.what.clone(),
            source,
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
