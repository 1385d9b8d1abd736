//! Each evaluation as a row of CSV.

use std::time::Duration;

use simulation::Sample;

use super::SimulateError;
use super::destination::Destination;

/// The columns. Times are in seconds.
const COLUMNS: [&str; 15] = [
    "at",
    "arrived",
    "done",
    "visible",
    "most_visible",
    "in_flight",
    "oldest_age",
    "highest_age",
    "missed",
    "desired",
    "running",
    "starting",
    "target",
    "backlog_per_task",
    "decision",
];

/// Writes a row for each evaluation.
pub(super) struct Rows {
    writer: csv::Writer<Destination>,
}

impl Rows {
    /// Begins with the columns' names.
    pub(super) fn begin(destination: Destination) -> Result<Self, SimulateError> {
        let mut rows = Self {
            writer: csv::Writer::from_writer(destination),
        };
        rows.write(COLUMNS.map(str::to_owned))?;
        Ok(rows)
    }

    /// An evaluation.
    pub(super) fn row(&mut self, sample: &Sample<'_>) -> Result<(), SimulateError> {
        self.write([
            seconds(sample.at.0),
            sample.arrived.to_string(),
            sample.done.to_string(),
            sample.visible.to_string(),
            sample.most_visible.to_string(),
            sample.in_flight.to_string(),
            seconds(sample.oldest_age),
            seconds(sample.highest_age),
            sample.missed.to_string(),
            sample.desired.to_string(),
            sample.running.to_string(),
            sample.starting.to_string(),
            sample.target.to_string(),
            sample
                .backlog_per_task
                .map(|value| value.to_string())
                .unwrap_or_default(),
            sample.decision.to_string(),
        ])
    }

    /// Writes what is not written yet.
    pub(super) fn finish(mut self) -> Result<(), SimulateError> {
        self.writer
            .flush()
            .map_err(|error| self.writer.get_ref().failed(error))
    }

    fn write(&mut self, row: [String; COLUMNS.len()]) -> Result<(), SimulateError> {
        self.writer
            .write_record(row)
            .map_err(|error| self.writer.get_ref().failed(error.into()))
    }
}

/// To a millisecond.
fn seconds(duration: Duration) -> String {
    format!("{}.{:03}", duration.as_secs(), duration.subsec_millis())
}
