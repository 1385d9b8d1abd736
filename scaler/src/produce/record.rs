//! A record of what was sent, in a file: `simulate` reads it as a load.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use csv::Writer;
use serde::Serialize;
use tokio::time::Instant;

use super::error::ProduceError;
use super::load::Message;

/// The file, with a row for each message.
#[derive(Debug)]
pub(super) struct Record {
    path: PathBuf,
    writer: Writer<File>,
    /// Times count from then: from the first run.
    begin: Option<Instant>,
}

#[derive(Serialize)]
struct Row {
    /// In seconds.
    at: f64,
    /// In seconds.
    duration: f64,
}

impl Record {
    /// Begins one, in place of what is in the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn create(path: &Path) -> std::io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::from_writer(File::create(path)?),
            begin: None,
        })
    }

    /// A run begins now.
    pub(super) fn begin(&mut self) {
        self.begin.get_or_insert_with(Instant::now);
    }

    /// Adds what was sent. It is in the file from then on.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn add(&mut self, sent: &[(Message, Instant)]) -> Result<(), ProduceError> {
        self.write(sent).map_err(|error| ProduceError::Record {
            path: self.path.display().to_string(),
            error,
        })
    }

    fn write(&mut self, sent: &[(Message, Instant)]) -> csv::Result<()> {
        for (message, at) in sent {
            let since = self
                .begin
                .map_or(Duration::ZERO, |begin| at.duration_since(begin));
            self.writer.serialize(Row {
                at: in_millis(since),
                duration: message.duration.as_secs_f64(),
            })?;
        }
        Ok(self.writer.flush()?)
    }
}

/// In seconds, to the millisecond.
fn in_millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}
